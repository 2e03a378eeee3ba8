// ConnectorMetrics: what one connector did, as Prometheus counts it.
#pragma once

#include <string>

#include "sink/partition_task.h"
#include "telemetry/metrics.h"

namespace pinflow::sink {

class ConnectorMetrics {
 public:
  explicit ConnectorMetrics(const std::string& connector);

  void count(const TaskCounts& before, const TaskCounts& after, bool failed);

 private:
  telemetry::Counter& written_;
  telemetry::Counter& skipped_;
  telemetry::Counter& lost_;
  telemetry::Counter& objects_;
  telemetry::Counter& failures_;
};

}  // namespace pinflow::sink
