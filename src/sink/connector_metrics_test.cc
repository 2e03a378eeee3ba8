#include "sink/connector_metrics.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

TEST(ConnectorMetrics, CountWhatOneStepDid) {
  ConnectorMetrics metrics("metrics-test");
  TaskCounts before{.records_written = 5, .objects_put = 1};
  TaskCounts after{.records_written = 8, .records_skipped = 1, .objects_put = 2};
  metrics.count(before, after, /*failed=*/true);
  std::string text = telemetry::prometheus_text();
  for (const char* line : {"pinflow_sink_records_written_total{connector=\"metrics-test\"} 3",
                           "pinflow_sink_records_skipped_total{connector=\"metrics-test\"} 1",
                           "pinflow_sink_objects_put_total{connector=\"metrics-test\"} 1",
                           "pinflow_sink_failures_total{connector=\"metrics-test\"} 1"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace pinflow::sink
