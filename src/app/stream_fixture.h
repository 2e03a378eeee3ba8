// StreamFixture: a data folder with a log and a lake, and a dataset of orders, for the tests of
// stream/.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "eventlog/local/local_event_log.h"
#include "objects/local/local_store.h"
#include "query/duckdb/duckdb_engine.h"
#include "runs/memory_run_store.h"
#include "stream/carrier.h"
#include "stream/clean_batch.h"
#include "stream/ledger.h"
#include "stream/metric_feed.h"

namespace pinflow::app {

// The tests are those of stream/, which may not open what it runs on.
using namespace stream;

inline model::Pipeline orders_pipeline() {
  using model::Type;
  model::Dataset orders;
  orders.name = "orders";
  orders.raw = {{{"id", Type::kLong}, {"item", Type::kString}}};
  orders.required = {"id"};
  orders.clean_sql =
      "SELECT _topic, _partition, _offset, _index, id, nullif(item, 'none') AS item FROM "
      "raw_orders";
  orders.clean = {{{"id", Type::kLong}, {"item", Type::kString}}};
  orders.key = {"id"};
  orders.not_null = {"item"};
  model::Pipeline pipeline;
  pipeline.name = "shop";
  orders.view = "orders";
  pipeline.datasets = {orders};
  model::Metric sales;
  sales.name = "sales";
  sales.dataset = "orders";
  sales.sql = "SELECT item, count(*) AS count, max(id) AS newest FROM orders GROUP BY item";
  sales.merge = {{"count", "sum"}, {"newest", "max"}};
  sales.order_by = "count";
  pipeline.metrics = {sales};
  return pipeline;
}

// {"id":7,"item":"tea"}
inline std::string order(int64_t id, const std::string& item = "tea") {
  return "{\"id\":" + std::to_string(id) + ",\"item\":\"" + item + "\"}";
}

class StreamFixture : public testing::Test {
 protected:
  StreamFixture() {
    const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(test.test_suite_name()) + "_" + test.name();
    std::ranges::replace(name, '/', '_');
    folder_ = std::filesystem::path(testing::TempDir()) / name;
    std::filesystem::remove_all(folder_);
    open();
  }
  ~StreamFixture() override { std::filesystem::remove_all(folder_); }

  // As a process that starts; again, as one that starts anew.
  void open() {
    tables_.clear();
    log_.reset();
    log_ = std::move(*eventlog::open_local_event_log(folder_ / "log"));
    lake_ = std::move(*objects::open_local_store(folder_ / "lake"));
  }

  void create_topic(int32_t partitions = 1) {
    ASSERT_TRUE(log_->create_topic(config_.topic, {partitions}).ok());
  }
  void post(const std::vector<std::string>& values, int32_t partition = 0) {
    std::vector<model::Record> records;
    for (const std::string& value : values) records.push_back({std::nullopt, value, {}, {}});
    auto offset = log_->append_and_wait(config_.topic, model::Partition{partition}, records);
    ASSERT_TRUE(offset.ok()) << offset.status().message();
  }

  Result<lake::DeltaTable*> table(const std::string& name) {
    auto& table = tables_[name];
    if (table == nullptr) {
      table = lake::open_delta_table(name, *lake_, lake::table_prefix(name), engine_->parquet());
    }
    return table.get();
  }
  OpenTable open_table() {
    return [this](const std::string& name) { return table(name); };
  }
  StreamNouns nouns() { return {*log_, *engine_, *runs_, open_table(), &metrics_}; }

  // The rows of a select over the tables `orders` and `letters`, "a|b" each.
  std::vector<std::string> rows(const std::string& select) {
    auto session = std::move(*engine_->open_session());
    bind(*session, "orders", config_.table_name, config_.dataset->clean);
    bind(*session, "letters", config_.dead_letters_name(), model::dead_letter_schema());
    return rows_of(*session, select);
  }

  static std::vector<std::string> rows_of(query::Session& session, const std::string& select) {
    Result<query::Table> answer =
        session.query("SELECT concat_ws('|', *COLUMNS(*)) FROM (" + select + ")");
    EXPECT_TRUE(answer.ok()) << answer.status().message();
    std::vector<std::string> rows;
    if (!answer.ok()) return rows;
    for (const auto& row : answer->rows) rows.push_back(std::get<std::string>(row[0]));
    return rows;
  }

  std::filesystem::path folder_;
  model::Pipeline pipeline_ = orders_pipeline();
  StreamConfig config_ = make_stream_config(pipeline_, "ada", pipeline_.datasets[0]);
  std::unique_ptr<query::Engine> engine_ = std::move(*query::open_duckdb_engine());
  std::unique_ptr<runs::RunStore> runs_ = runs::open_memory_run_store();
  std::unique_ptr<eventlog::EventLog> log_;
  std::unique_ptr<objects::Store> lake_;
  metric::LiveMetrics metrics_{pipeline_};

 private:
  void bind(query::Session& session, const char* as, const std::string& name,
            const model::Schema& schema) {
    lake::DeltaTable& table = **this->table(name);
    Status bound = table.exists() ? session.bind_table(as, table, *table.snapshot())
                                  : session.bind_empty(as, schema);
    EXPECT_TRUE(bound.ok()) << bound.message();
  }

  std::map<std::string, std::unique_ptr<lake::DeltaTable>> tables_;
};

}  // namespace pinflow::app
