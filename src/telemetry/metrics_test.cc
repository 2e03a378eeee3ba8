#include "telemetry/metrics.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace pinflow::telemetry {
namespace {

bool shown(std::string_view line) {
  return prometheus_text().find(std::string(line) + "\n") != std::string::npos;
}

TEST(Metrics, CountersAddUpOverThreads) {
  {
    std::vector<std::jthread> threads;
    threads.reserve(4);
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([] {
        Counter& rows = counter("pinflow_test_rows_total", "Rows seen.", {{"topic", "a"}});
        for (int row = 0; row < 1000; ++row) rows.add();
      });
    }
  }
  EXPECT_TRUE(shown("# HELP pinflow_test_rows_total Rows seen."));
  EXPECT_TRUE(shown("# TYPE pinflow_test_rows_total counter"));
  EXPECT_TRUE(shown("pinflow_test_rows_total{topic=\"a\"} 4000"));
}

TEST(Metrics, TheSameNameAndLabelsAreTheSameObject) {
  Counter& first = counter("pinflow_test_same_total", "Same.", {{"a", "1"}});
  EXPECT_EQ(&first, &counter("pinflow_test_same_total", "Same.", {{"a", "1"}}));
  EXPECT_NE(&first, &counter("pinflow_test_same_total", "Same.", {{"a", "2"}}));
}

TEST(Metrics, GaugesShowTheLastValue) {
  gauge("pinflow_test_waiting_records", "Waiting.").set(5);
  gauge("pinflow_test_waiting_records", "Waiting.").set(2);
  EXPECT_TRUE(shown("pinflow_test_waiting_records 2"));
}

TEST(Metrics, HistogramsCountByBucket) {
  Histogram& seconds = histogram("pinflow_test_sync_seconds", "Syncs.");
  seconds.observe(0.0002);
  seconds.observe(60);
  EXPECT_TRUE(shown("pinflow_test_sync_seconds_bucket{le=\"0.0003\"} 1"));
  EXPECT_TRUE(shown("pinflow_test_sync_seconds_bucket{le=\"+Inf\"} 2"));
  EXPECT_TRUE(shown("pinflow_test_sync_seconds_count 2"));
}

TEST(MetricsDeathTest, OneNameIsOneKindOfMetric) {
  counter("pinflow_test_kind_total", "Kind.");
  EXPECT_DEATH(gauge("pinflow_test_kind_total", "Kind."), "check failed");
  EXPECT_DEATH(counter("not a name", "Bad."), "check failed");
}

}  // namespace
}  // namespace pinflow::telemetry
