// MetricFeed: keeps the live metrics of one stream in step with its table.
//
//   Durability:  metrics of rows are begun with the table's, those of commits and arrivals with
//                what its commits have noted (arrival_notes.h).
//   Threads:     one at a time.
#pragma once

#include <string>
#include <vector>

#include "lake/commit_note.h"
#include "metric/live_metrics.h"
#include "query/engine.h"
#include "stream/clean_batch.h"
#include "stream/stream_config.h"

namespace pinflow::stream {

class MetricFeed {
 public:
  // The config outlives it.
  MetricFeed(const StreamConfig& config, metric::LiveMetrics* metrics);  // Null: there are none.

  // The columns of the relation `arrivals` that a batch has to make; none where no metric asks it.
  const model::Schema& arrival_columns() const { return arrival_columns_; }

  // Begins with the table as it is. Errors: a metric's SQL; those of reading.
  Status begin(query::Session& session, lake::DeltaTable& table, const lake::Snapshot& snapshot);

  // Runs the metrics' SQL over the rows that the batch is about to commit,
  Status measure(CleanBatch& batch);
  // notes what the commit has to say of it,
  void write_to_note(lake::CommitNote* note) const;
  // and adds what it gave, now that they are in the table's version.
  Status publish(model::Version version);

 private:
  Status begin_with_rows(query::Session& session, int64_t version);
  void begin_with_notes(const std::vector<lake::CommitNote>& notes, int64_t version);
  bool is_state_due() const;
  Result<metric::Partial> run(query::Session& session, const model::Metric& metric) const;

  const StreamConfig& config_;
  std::vector<metric::LiveMetrics::Named> metrics_;
  bool asks_commits_ = false;
  model::Schema arrival_columns_;
  std::vector<metric::Partial> measured_;  // In the order of metrics_.
  size_t notes_since_state_ = 0;
};

}  // namespace pinflow::stream
