// What a table's commits note of the metrics of arrivals, whose time the table does not hold: each
// commit the change that it brings, and now and then one all that there was before it. The newest
// state with the changes from there on is what a metric holds at the table's version: table and
// metric are one commit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lake/commit_note.h"
#include "metric/live_metric.h"

namespace pinflow::stream {

struct MetricPartial {
  const model::Metric* metric = nullptr;
  metric::Partial partial;
};

// A note's `state` or `change`: {"trending": {"of": 1234, "holds": {…}}}. "of" tells definitions of
// a metric apart: what another has counted is of no use.
std::string partials_json(const std::vector<MetricPartial>& partials);

// What notes, the newest first, say that the metric holds. Nothing where no note has its state,
// which then begins with the changes that they do have.
struct NotedMetric {
  metric::Partial holds;
  std::optional<size_t> notes_since_state;  // 0: the newest note has it.
};
NotedMetric noted_metric(const std::vector<lake::CommitNote>& notes, const model::Metric& metric);

}  // namespace pinflow::stream
