#include "metric/live_metrics.h"

#include <gtest/gtest.h>

#include "metric/live_metric.h"

namespace pinflow::metric {
namespace {

model::Metric sales() {
  model::Metric metric;
  metric.name = "sales";
  metric.title = "What sells?";
  metric.dataset = "orders";
  metric.merge = {{"count", "sum"}, {"dearest", "max"}, {"cheapest", "min"}};
  metric.order_by = "count";
  return metric;
}

Partial partial(std::vector<std::vector<Value>> rows) {
  return {{"item", "count", "dearest", "cheapest"}, std::move(rows)};
}

TEST(LiveMetric, MergesThePartsOfEachGroup) {
  model::Metric metric = sales();
  ChangeSignal changed;
  LiveMetric live(metric, changed);
  ASSERT_TRUE(live.reset(partial({{"tea", int64_t{2}, 1.5, int64_t{1}}}), 3).ok());
  ASSERT_TRUE(live.apply(partial({{"tea", int64_t{1}, 2.5, int64_t{7}},
                                  {"milk", int64_t{5}, Value(), Value()},
                                  {Value(), int64_t{1}, 1.0, int64_t{1}}}),
                         4)
                  .ok());
  EXPECT_EQ(live.json(2), R"({"name":"sales","title":"What sells?","table_version":4,"rows":[)"
                          R"({"item":"milk","count":5,"dearest":null,"cheapest":null},)"
                          R"({"item":"tea","count":3,"dearest":2.5,"cheapest":1}]})");
  // Applied part by part or at once, the state is the same.
  LiveMetric at_once(metric, changed);
  ASSERT_TRUE(at_once
                  .reset(partial({{"tea", int64_t{3}, 2.5, int64_t{1}},
                                  {"milk", int64_t{5}, Value(), Value()},
                                  {Value(), int64_t{1}, 1.0, int64_t{1}}}),
                         4)
                  .ok());
  EXPECT_EQ(at_once.json(100), live.json(100));
}

TEST(LiveMetric, KeepsTheNewestWindowsInWhateverOrderRowsCome) {
  model::Metric metric = sales();
  metric.merge = {{"count", "sum"}};
  metric.order_by = "";
  metric.window = "minute";
  metric.windows_max = 2;
  auto row = [](const char* minute) { return std::vector<Value>{minute, int64_t{1}}; };
  std::vector<std::vector<Value>> rows = {row("10:01"), row("10:03"), row("10:02"),
                                          row("10:01"), row("10:03"), row("10:02")};
  ChangeSignal changed;
  LiveMetric one_by_one(metric, changed), at_once(metric, changed);
  for (size_t i = 0; i < rows.size(); ++i) {
    ASSERT_TRUE(
        one_by_one.apply({{"minute", "count"}, {rows[i]}}, static_cast<int64_t>(rows.size() + i))
            .ok());
  }
  ASSERT_TRUE(
      at_once.reset({{"minute", "count"}, rows}, static_cast<int64_t>(2 * rows.size()) - 1).ok());
  EXPECT_EQ(one_by_one.json(9), at_once.json(9));
  EXPECT_NE(at_once.json(9).find(R"([{"minute":"10:02","count":2},{"minute":"10:03","count":2}])"),
            std::string::npos)
      << at_once.json(9);
}

TEST(LiveMetric, CountsAsOneWhatFindsNoRoom) {
  model::Metric metric = sales();
  metric.merge = {{"count", "sum"}};
  metric.window = "hour";
  metric.groups_max = 2;
  ChangeSignal changed;
  LiveMetric live(metric, changed);
  auto row = [](const char* hour, Value item) {
    return std::vector<Value>{hour, std::move(item), int64_t{1}};
  };
  ASSERT_TRUE(live.apply({{"hour", "item", "count"},
                          {row("09", "tea"), row("09", "milk"), row("09", "ale"), row("10", "ale"),
                           row("09", "rum"), row("09", "tea")}},
                         1)
                  .ok());
  EXPECT_NE(live.json(9).find(R"x([{"hour":"10","item":"(others)","count":1},)x"
                              R"x({"hour":"09","item":"(others)","count":2},)x"
                              R"({"hour":"09","item":"tea","count":2},)"
                              R"({"hour":"09","item":"milk","count":1}])"),
            std::string::npos)
      << live.json(9);
  LiveMetric again(metric, changed);
  ASSERT_TRUE(again.reset(live.whole(), 1).ok());
  EXPECT_EQ(again.json(9), live.json(9));
}

TEST(LiveMetric, BeginsWithoutRowsWhereNothingIsKnown) {
  model::Metric metric = sales();
  ChangeSignal changed;
  LiveMetric live(metric, changed);
  ASSERT_TRUE(live.reset(Partial(), 3).ok());
  EXPECT_TRUE(live.whole().rows.empty());
  EXPECT_EQ(live.json(9), R"({"name":"sales","title":"What sells?","table_version":3,"rows":[]})");
}

TEST(LiveMetric, ShowsTheNewestWindowFirstWhereGroupsHaveAnOrder) {
  model::Metric metric = sales();
  metric.merge = {{"count", "sum"}};
  metric.window = "hour";
  ChangeSignal changed;
  LiveMetric live(metric, changed);
  ASSERT_TRUE(live.reset({{"hour", "item", "count"},
                          {{"09:00", "tea", int64_t{9}},
                           {"10:00", "tea", int64_t{1}},
                           {"10:00", "milk", int64_t{2}}}},
                         1)
                  .ok());
  EXPECT_NE(live.json(2).find(R"([{"hour":"10:00","item":"milk","count":2},)"
                              R"({"hour":"10:00","item":"tea","count":1}])"),
            std::string::npos)
      << live.json(2);
}

TEST(LiveMetric, PassesOverVersionsThatItHoldsAlready) {
  model::Metric metric = sales();
  metric.merge = {{"count", "sum"}};
  ChangeSignal changed;
  LiveMetric live(metric, changed);
  const Partial one{{"item", "count"}, {{"tea", int64_t{1}}}};
  const Partial two{{"item", "count"}, {{"tea", int64_t{2}}}};
  ASSERT_TRUE(live.reset(two, 2).ok());  // One stream has read the other's commit,
  ASSERT_TRUE(live.apply(one, 2).ok());  // which adds its rows only now.
  ASSERT_TRUE(live.reset(one, 1).ok());  // A slow reader comes with an older version.
  EXPECT_NE(live.json(9).find(R"("table_version":2,"rows":[{"item":"tea","count":2}])"),
            std::string::npos)
      << live.json(9);
}

TEST(LiveMetric, RefusesSqlWithoutTheColumnsThatItMerges) {
  model::Metric metric = sales();
  ChangeSignal changed;
  LiveMetric live(metric, changed);
  EXPECT_EQ(live.apply({{"item", "count"}, {}}, 1).code(), Code::kInvalidArgument);
}

TEST(LiveMetrics, AreKeptForEachUser) {
  model::Pipeline pipeline;
  pipeline.metrics = {sales()};
  LiveMetrics metrics(pipeline);
  EXPECT_EQ(metrics.json("ada", "sales", 1).status().code(), Code::kNotFound);
  auto of_ada = metrics.of("ada", "orders");
  ASSERT_EQ(of_ada.size(), 1u);
  EXPECT_TRUE(metrics.of("ada", "items").empty());
  ASSERT_TRUE(of_ada[0].live->apply(partial({{"tea", int64_t{2}, 1.5, 1.5}}), 1).ok());
  EXPECT_EQ(metrics.of("ada", "orders")[0].live, of_ada[0].live);
  EXPECT_NE(metrics.json("ada", "sales", 1)->find("\"tea\""), std::string::npos);
  EXPECT_EQ(metrics.json("bob", "sales", 1).status().code(), Code::kNotFound);
  EXPECT_NE(metrics.json("ada", "sale", 1).status().message().find("did you mean 'sales'?"),
            std::string::npos);
  EXPECT_EQ(metrics.list_json(), R"([{"name":"sales","title":"What sells?","user_ids":["ada"]}])");
}

}  // namespace
}  // namespace pinflow::metric
