// read_facts(): what `up` has counted and has, as cost estimates want it.
#pragma once

#include <chrono>
#include <string_view>

#include "app/cost.h"
#include "app/parts.h"

namespace pinflow::app {

// uptime_s, stage_requests, put_requests, get_requests, bytes_put, bytes_stored, kinesis_records,
// kinesis_streams, kinesis_shards (open ones), topics (that are no streams), connectors (that run),
// runs_per_month, schedules. `metrics` is Prometheus' text. Lists all buckets of the users and the
// lake. Errors: those of the parts.
Result<CostFacts> read_facts(Parts& parts, std::string_view metrics, std::chrono::seconds uptime);

// The sum of a metric's series whose labels contain all of `labels`, such as `door="kinesis"`.
double metric_sum(std::string_view metrics, std::string_view name, std::string_view labels = "");

}  // namespace pinflow::app
