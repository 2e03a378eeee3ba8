#include "serve/metric_stream.h"

#include <gtest/gtest.h>

#include "http/wait.h"

namespace pinflow::serve {
namespace {

class MetricStreamTest : public testing::Test {
 protected:
  MetricStreamTest() {
    model::Metric sales;
    sales.name = "sales";
    sales.dataset = "orders";
    sales.merge = {{"count", "sum"}};
    pipeline_.metrics = {sales};
  }

  void sell(int64_t count) {
    metric::Partial partial{{"item", "count"}, {{std::string("tea"), count}}};
    ASSERT_TRUE(metrics_.of("ada", "orders").at(0).live->apply(partial, ++version_).ok());
  }
  // The next piece that says anything.
  static std::optional<std::string> next(http::BodyStream& stream) {
    while (true) {
      std::optional<std::string> piece = http::wait(stream.next());
      if (!piece || !piece->empty()) return piece;
    }
  }
  auto open(const std::string& name) { return metric_stream(metrics_, watch_, "ada", name, 10); }

  model::Pipeline pipeline_;
  metric::LiveMetrics metrics_{pipeline_};
  http::ChangeWatch watch_{{[this] { return metrics_.change_count(); },
                            [this](uint64_t seen, std::chrono::milliseconds timeout) {
                              metrics_.wait_for_change(seen, timeout);
                            }}};
  int64_t version_ = 0;
};

TEST_F(MetricStreamTest, TellsThePresentNumbersAndThenEachChange) {
  sell(2);
  auto stream = open("sales");
  std::string first = *next(*stream);
  EXPECT_TRUE(first.starts_with("event: metric\ndata: {\"name\":\"sales\"")) << first;
  EXPECT_TRUE(first.ends_with("\n\n"));
  EXPECT_NE(first.find("\"count\":2"), std::string::npos);
  sell(5);
  EXPECT_NE(next(*stream)->find("\"count\":7"), std::string::npos);
}

TEST_F(MetricStreamTest, EndsWhenItsListenerMayListenNoMore) {
  sell(2);
  EXPECT_EQ(next(*metric_stream(metrics_, watch_, "ada", "sales", 10, [] { return false; })),
            std::nullopt);
}

TEST_F(MetricStreamTest, EndsWhereThereIsNoSuchMetric) {
  EXPECT_EQ(next(*open("sails")), std::nullopt);
}

}  // namespace
}  // namespace pinflow::serve
