// MetricFeed: keeps the live metrics of one stream in step with its table.
//
//   Threads:   one at a time.
#pragma once

#include <string>
#include <vector>

#include "metric/live_metrics.h"
#include "query/engine.h"
#include "stream/clean_batch.h"
#include "stream/stream_config.h"

namespace pinflow::stream {

class MetricFeed {
 public:
  // The config outlives it.
  MetricFeed(const StreamConfig& config, metric::LiveMetrics* metrics);  // Null: there are none.

  // Begins with all rows of the table. Errors: a metric's SQL; those of reading.
  Status begin(query::Session& session, lake::DeltaTable& table, const lake::Snapshot& snapshot);

  // Runs the metrics' SQL over the rows that the batch is about to commit,
  Status measure(CleanBatch& batch);
  // and adds what it gave, now that they are in the table's version.
  Status publish(model::Version version);

 private:
  bool asks_commits() const;
  Result<metric::Partial> run(query::Session& session, const model::Metric& metric) const;

  const StreamConfig& config_;
  std::vector<metric::LiveMetrics::Named> metrics_;
  std::vector<metric::Partial> measured_;  // In the order of metrics_.
};

}  // namespace pinflow::stream
