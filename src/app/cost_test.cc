#include "app/cost.h"

#include <gtest/gtest.h>

#include <cmath>

namespace pinflow::app {
namespace {

const CostLine* find(const CostEstimate& estimate, const std::string& name) {
  for (const CostLine& line : estimate.lines) {
    if (line.price.name == name) return &line;
  }
  return nullptr;
}

double usd(const CostFacts& facts, const std::string& name) {
  CostEstimate estimate = estimate_cost(facts, *read_prices(""));
  const CostLine* line = find(estimate, name);
  return line == nullptr ? 0 : std::round(line->usd * 100) / 100;
}

TEST(Cost, TakesWhatWasCountedToGoOnForAMonth) {
  // An hour of 2,000 requests: 1,460,000 in a month.
  EXPECT_EQ(usd({{"uptime_s", 3600}, {"stage_requests", 2000}}, "api_gateway_requests"), 5.11);
  EXPECT_EQ(usd({{"uptime_s", 3600}, {"put_requests", 1000}}, "s3_put_requests"), 3.65);
  EXPECT_EQ(usd({{"uptime_s", 3600}, {"get_requests", 1000}}, "s3_get_requests"), 0.29);
  EXPECT_EQ(usd({{"uptime_s", 3600}, {"kinesis_records", 1e6}}, "kinesis_put_units"), 10.22);
}

TEST(Cost, TakesWhatIsThereToStayThere) {
  EXPECT_EQ(usd({{"kinesis_shards", 2}}, "kinesis_shard_hours"), 21.9);
  EXPECT_EQ(usd({{"topics", 3}}, "msk_broker_hours"), 459.9);
  EXPECT_EQ(usd({{"topics", 3}}, "msk_storage_gb"), 30);
  EXPECT_EQ(usd({{"connectors", 2}}, "msk_connect_mcu_hours"), 160.6);
  EXPECT_EQ(usd({{"schedules", 1}}, "mwaa_hours"), 357.7);
  // 30 runs of a quarter of an hour on two nodes.
  EXPECT_EQ(usd({{"runs_per_month", 30}}, "databricks_job_dbus"), 2.25);
  EXPECT_EQ(usd({{"runs_per_month", 30}}, "databricks_node_hours"), 1.44);
  EXPECT_EQ(usd({{"kinesis_streams", 1}}, "databricks_stream_dbus"), 803);
}

TEST(Cost, CountsHalfOfWhatAMonthAddsToStorage) {
  CostFacts facts = {{"uptime_s", 3600}, {"bytes_stored", 100e9}, {"bytes_put", 1e9}};
  EXPECT_EQ(usd(facts, "s3_storage_gb"), 10.7);  // 100 and 730 / 2 GB.
}

TEST(Cost, ChargesNothingForWhatIsNotUsed) {
  CostEstimate estimate = estimate_cost({{"uptime_s", 100}}, *read_prices(""));
  EXPECT_TRUE(estimate.lines.empty());
  EXPECT_EQ(estimate.total_usd, 0);
}

TEST(Cost, KnowsEachPriceOfTheEmbeddedTable) {
  PriceTable table = *read_prices("");
  CostFacts facts;
  for (const char* name :
       {"uptime_s", "stage_requests", "put_requests", "get_requests", "bytes_put", "bytes_stored",
        "kinesis_records", "kinesis_streams", "kinesis_shards", "topics", "connectors",
        "runs_per_month", "schedules"}) {
    facts[name] = 1;
  }
  CostEstimate estimate = estimate_cost(facts, table);
  EXPECT_EQ(estimate.lines.size(), table.prices.size());
  double sum = 0;
  for (const CostLine& line : estimate.lines) {
    EXPECT_FALSE(line.why.empty()) << line.price.name;
    sum += line.usd;
  }
  EXPECT_DOUBLE_EQ(estimate.total_usd, sum);
}

TEST(Cost, GivesItsFactsSoThatOthersCanPriceThem) {
  CostFacts facts = {{"uptime_s", 60}, {"stage_requests", 1.5}};
  std::string json = cost_json(estimate_cost(facts, *read_prices("")), facts);
  EXPECT_EQ(*read_cost_facts(json), facts);
  EXPECT_EQ(read_cost_facts("{}").status().code(), Code::kCorruption);
}

TEST(Cost, ShowsQuantityTimesPriceAndASum) {
  CostFacts facts = {{"uptime_s", 3600}, {"stage_requests", 2000}};
  query::Table table = cost_table(estimate_cost(facts, *read_prices("")));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(std::get<std::string>(table.rows[0][2]), "1,460,000");
  EXPECT_EQ(std::get<std::string>(table.rows[0][3]), "3.5 per 1,000,000");
  EXPECT_EQ(std::get<std::string>(table.rows[0][4]), "5.11");
  EXPECT_EQ(std::get<std::string>(table.rows[0][5]),
            "2,000 requests through stages in 3,600 s of uptime");
  EXPECT_EQ(std::get<std::string>(table.rows[1][4]), "5.11");
}

}  // namespace
}  // namespace pinflow::app
