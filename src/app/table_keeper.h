// TableKeeper: keeps the lake's tables small while the program runs: compaction, vacuum, and the
// clean-up of logs, as each table's properties want them.
#pragma once

#include <thread>

#include "app/parts.h"

namespace pinflow::app {

// One round over all tables. What cannot be done with a table (its features, its types, another
// writer) is logged, and the others are kept all the same. `deep` also deletes old files.
Status keep_tables(Parts& parts, bool deep);

class TableKeeper {
 public:
  // Keeps them every lake.maintenance_interval_s, never if that is 0.
  explicit TableKeeper(Parts& parts);
  ~TableKeeper();  // Stops, after the table at hand.

 private:
  std::jthread thread_;
};

}  // namespace pinflow::app
