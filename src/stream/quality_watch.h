// QualityWatch: a stream's look at its micro-batches by the dataset's quality checks of rows, and
// the record of what it saw. Checks of whole tables are looked at where whole tables are made.
//
// A record a second would make its table larger than the stream's: counts are summed and recorded
// once a minute, and at once when a check begins to fail or stops the stream. Each commit of the
// stream notes what failed in it too ("failed/<check>"), so that a kill loses no count for ever.
//
//   Threads:   one at a time.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/quality.h"
#include "stream/clean_batch.h"
#include "stream/stream_config.h"

namespace pinflow::stream {

class QualityWatch {
 public:
  // Both outlive it.
  QualityWatch(const StreamConfig& config, const StreamNouns& nouns);

  // Looks at what the batch is about to commit. Call it after the batch is cleaned.
  // Errors: kInvalidArgument: a check stops it, or its SQL is wrong.
  Status look(CleanBatch& batch);
  // "failed/<check>" and how many rows, of the batch looked at last.
  std::map<std::string, int64_t> failures() const;
  // The batch looked at last is committed.
  void count();

  bool is_due() const;
  // Appends to the table of results what was counted since the last time.
  // Errors: those of committing; what was counted is kept.
  Status record();

 private:
  void add(const model::QualityResult& result);

  const StreamConfig& config_;
  const StreamNouns& nouns_;
  std::vector<model::QualityResult> looked_at_;
  std::vector<model::QualityResult> pending_;
  std::optional<UnixMillis> recorded_at_;
  std::set<const model::QualityCheck*> failing_;  // As recorded last.
};

}  // namespace pinflow::stream
