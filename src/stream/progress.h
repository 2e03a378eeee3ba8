// Progress: what a stream's tables say about how far they have come. There is nothing else to
// keep, and nothing that could disagree with them.
//
// Each commit of a stream carries, as transaction ids of the table,
//   stream/<pipeline>/<dataset>/<topic>/<topic id>/<partition>  = the next offset, and
//   stream/<pipeline>/<dataset>/<topic>/<topic id>/rows_in …    = rows so far (BatchCounts).
// The log's clean-up keeps the newest of each, so that the ledger can be summed for ever.
#pragma once

#include <map>
#include <string>

#include "lake/delta_table.h"
#include "stream/batch.h"
#include "stream/clean_batch.h"
#include "stream/stream_config.h"

namespace pinflow::stream {

using Transactions = std::map<std::string, int64_t>;

class Progress {
 public:
  Progress(const StreamConfig& config, const std::string& topic_id);

  // The next offset of a partition; nothing where the table knows none.
  std::optional<Offset> position(const Transactions& of, model::Partition partition) const;
  BatchCounts totals(const Transactions& of) const;

  // What a commit carries that ends where the batch does.
  Transactions after(const Batch& batch) const;
  Transactions after(const Batch& batch, const BatchCounts& totals) const;

 private:
  std::string id(model::Partition partition) const;

  const std::string prefix_;
};

// The totals of all topics that ever fed the stream's table.
BatchCounts stream_totals(const StreamConfig& config, const Transactions& of);

}  // namespace pinflow::stream
