// The built-in pipeline's live metrics: put together from micro-batches they are what their SQL
// gives over the whole table.
#include <gtest/gtest.h>

#include <random>

#include "app/failing_table.h"
#include "app/pipeline_file.h"
#include "app/stream_fixture.h"
#include "stream/commit_rows.h"

namespace pinflow::app {
namespace {

class BuiltInMetrics : public testing::Test {
 protected:
  metric::Partial ask(const std::string& sql) {
    Result<query::Table> answer = session_->query(sql);
    EXPECT_TRUE(answer.ok()) << answer.status().message();
    metric::Partial partial;
    for (const auto& column : answer->columns) partial.columns.push_back(column.name);
    partial.rows = std::move(answer->rows);
    return partial;
  }

  // Makes `count` rows of numbered batches, under the dataset's view as the stream's table has it.
  void make_rows(const model::Dataset& dataset, int count) {
    std::string columns = "i // 50 AS _batch, CAST(i AS INT) AS _row";
    for (const model::Column& column : model::stream_schema(dataset).columns) {
      columns += ", " + value_of(column) + " AS " + column.name;
    }
    Status made = session_->materialize(
        "all_rows", "SELECT " + columns + " FROM range(" + std::to_string(count) + ") AS r(i)");
    ASSERT_TRUE(made.ok()) << made.message();
  }

  static std::string value_of(const model::Column& column) {
    using model::Type;
    // Few values and times within some minutes, so that groups and windows meet again; some NULL.
    std::string value = "CAST(hash(i, '" + column.name + "') % 7 AS VARCHAR)";
    if (column.type == Type::kTimestamp) {
      value = "TIMESTAMP '2025-12-31 23:55:00' + to_seconds(CAST(hash(i, 's') % 900 AS INT))";
    } else if (column.type == Type::kLong || column.type == Type::kInteger) {
      value = "CAST(hash(i, '" + column.name + "') % 90 AS INT)";
    } else if (column.type == Type::kDoubleArray) {
      value = "[1.0, 2.0]";
    }
    return "CASE WHEN hash(i, 'null " + column.name + "') % 10 > 0 THEN " + value + " END";
  }

  model::Pipeline pipeline_ = *load_pipeline(pipeline_files(""));
  std::unique_ptr<query::Engine> engine_ = std::move(*query::open_duckdb_engine());
  std::unique_ptr<query::Session> session_ = std::move(*engine_->open_session());
};

TEST_F(BuiltInMetrics, AreTheSameInPartsAndAsAWhole) {
  for (const model::Metric& metric : pipeline_.metrics) {
    SCOPED_TRACE(metric.name);
    const model::Dataset& dataset = *pipeline_.dataset(metric.dataset);
    make_rows(dataset, 1000);
    auto bind_arrivals = [&](const std::string& rows) {
      std::string columns = "TIMESTAMP '2025-12-31 23:50:00' + to_seconds(_row) AS arrived_at";
      for (const std::string& name : metric.columns) columns += ", " + name;
      EXPECT_TRUE(session_->bind_view(kArrivals, "SELECT " + columns + " FROM " + rows).ok());
    };
    std::vector<CommitRow> commits;
    for (int i = 0; i < 20; ++i) {
      commits.push_back({UnixMillis(std::chrono::seconds(25 * i)), {i, i / 2, i / 4, i / 8, 0}});
    }
    ChangeSignal changed;
    metric::LiveMetric parts(metric, changed), whole(metric, changed);
    ASSERT_TRUE(session_->bind_view(dataset.view, "SELECT * FROM all_rows").ok());
    ASSERT_TRUE(session_->bind_view("commits", commits_sql(commits)).ok());
    bind_arrivals("all_rows");
    ASSERT_TRUE(whole.reset(ask(metric.sql), 19).ok());
    EXPECT_NE(whole.json(9).find("\"rows\":[{"), std::string::npos) << whole.json(9);
    for (int i = 19; i >= 0; --i) {  // In another order than that of time.
      std::string one = "SELECT * FROM all_rows WHERE _batch = " + std::to_string(i);
      ASSERT_TRUE(session_->bind_view(dataset.view, one).ok());
      ASSERT_TRUE(session_->bind_view("commits", commits_sql({commits[i]})).ok());
      bind_arrivals("(" + one + ")");
      ASSERT_TRUE(parts.apply(ask(metric.sql), 19 - i).ok());
    }
    EXPECT_EQ(parts.json(100'000), whole.json(100'000));
  }
}

TEST_F(BuiltInMetrics, ASlidingWindowHoldsTheRowsOfItsFiveMinutes) {
  const auto& metric =
      *std::ranges::find(pipeline_.metrics, "posts_by_country_sliding", &model::Metric::name);
  ASSERT_TRUE(session_
                  ->bind_view("geo",
                              "SELECT * FROM (VALUES ('Chad', TIMESTAMP '2026-01-01 10:00:30'), "
                              "('Chad', TIMESTAMP '2026-01-01 10:03:10'), ('Chad', TIMESTAMP "
                              "'2026-01-01 10:05:00')) AS g(country, timestamp)")
                  .ok());
  metric::Partial answer =
      ask("SELECT posts FROM (" + metric.sql +
          ") WHERE window_start IN (TIMESTAMP '2026-01-01 10:00:00', TIMESTAMP '2026-01-01 "
          "10:01:00', TIMESTAMP '2026-01-01 10:05:00') ORDER BY window_start");
  ASSERT_EQ(answer.rows.size(), 3U);
  EXPECT_EQ(answer.rows[0][0], query::Cell(int64_t{2}));
  EXPECT_EQ(answer.rows[1][0], query::Cell(int64_t{2}));
  EXPECT_EQ(answer.rows[2][0], query::Cell(int64_t{1}));
}

class StreamMetrics : public StreamFixture {};

TEST_F(StreamMetrics, ArrivalAndRatesAreTheSameAfterARestart) {
  pipeline_.datasets[0].arrival_column = "arrived_at";
  model::Metric arrivals = pipeline_.metrics[0];
  arrivals.name = "arrivals";
  arrivals.sql =
      "SELECT date_trunc('minute', arrived_at) AS minute, count(*) AS count FROM orders GROUP BY 1";
  arrivals.merge = {{"count", "sum"}};
  arrivals.window = "minute";
  model::Metric rates = arrivals;
  rates.name = "rates";
  rates.of_commits = true;
  rates.sql =
      "SELECT date_trunc('minute', taken_at) AS minute, CAST(sum(rows_in) AS BIGINT) AS count, "
      "CAST(sum(duplicates) AS BIGINT) AS twice FROM commits GROUP BY 1";
  rates.merge = {{"count", "sum"}, {"twice", "sum"}};
  pipeline_.metrics = {arrivals, rates};
  metric::LiveMetrics live(pipeline_);
  ManualClock clock{UnixMillis(std::chrono::hours(1))};
  StreamNouns nouns{*log_, *engine_, *runs_, open_table(), &live, clock};
  create_topic();
  Carrier carrier(config_, nouns, *log_->topic(config_.topic));
  for (int64_t id : {1, 2, 3}) {
    post({order(id), order(1)});
    ASSERT_TRUE(carrier.advance().ok());
    clock.advance(std::chrono::seconds(40));
  }
  EXPECT_NE(live.json("ada", "arrivals", 9)
                ->find(R"([{"minute":"1970-01-01 01:01:00","count":1},)"
                       R"({"minute":"1970-01-01 01:00:00","count":2}])"),
            std::string::npos)
      << *live.json("ada", "arrivals", 9);
  EXPECT_NE(live.json("ada", "rates", 9)
                ->find(R"([{"minute":"1970-01-01 01:01:00","count":2,"twice":1},)"
                       R"({"minute":"1970-01-01 01:00:00","count":4,"twice":2}])"),
            std::string::npos)
      << *live.json("ada", "rates", 9);
  metric::LiveMetrics anew(pipeline_);
  nouns.metrics = &anew;
  Carrier restarted(config_, nouns, *log_->topic(config_.topic));
  ASSERT_TRUE(restarted.advance().ok());
  for (const char* name : {"arrivals", "rates"}) {
    EXPECT_EQ(*anew.json("ada", name, 9), *live.json("ada", name, 9));
  }
}

model::Metric arrivals_by_minute() {
  model::Metric metric;
  metric.name = "arrivals";
  metric.dataset = "orders";
  metric.of_arrivals = true;
  metric.columns = {"item"};
  metric.sql =
      "SELECT date_trunc('minute', arrived_at) AS minute, item, count(*) AS count FROM arrivals "
      "GROUP BY 1, 2";
  metric.merge = {{"count", "sum"}};
  metric.window = "minute";
  metric.windows_max = 3;
  metric.groups_max = 100;
  return metric;
}

class ArrivalMetrics : public StreamFixture {
 protected:
  ArrivalMetrics() { pipeline_.metrics = {arrivals_by_minute()}; }

  // A record that arrived in that minute.
  void post_at(int64_t minute, const std::string& value) {
    UnixMillis time{std::chrono::minutes(minute)};
    ASSERT_TRUE(
        log_->append_and_wait(config_.topic, model::Partition{0}, {{std::nullopt, value, time, {}}})
            .ok());
  }
  // What a process that starts now makes of the table.
  std::string after_restart() {
    metric::LiveMetrics anew(pipeline_);
    StreamNouns nouns = this->nouns();
    nouns.metrics = &anew;
    Carrier carrier(config_, nouns, *log_->topic(config_.topic));
    Result<std::optional<BatchCounts>> carried = carrier.advance();
    EXPECT_TRUE(carried.ok()) << carried.status().message();
    return *anew.json("ada", "arrivals", 100);
  }
};

TEST_F(ArrivalMetrics, CountTheRowsThatWentIntoTheTableByTheTimeOfTheirRecords) {
  create_topic();
  post_at(10, order(1));
  post_at(11, order(1));  // A copy.
  post_at(11, order(2, "milk"));
  post_at(12, order(1, "coffee"));  // A conflict.
  post_at(12, "[" + order(3) + "," + order(4) + ", 7]");
  std::string expected = R"("rows":[{"minute":"1970-01-01 00:10:00","item":"tea","count":1},)"
                         R"({"minute":"1970-01-01 00:11:00","item":"milk","count":1},)"
                         R"({"minute":"1970-01-01 00:12:00","item":"tea","count":2}])";
  EXPECT_NE(after_restart().find(expected), std::string::npos) << after_restart();
  EXPECT_EQ(rows("SELECT id FROM orders ORDER BY id"),
            (std::vector<std::string>{"1", "2", "3", "4"}));
  EXPECT_NE(after_restart().find(expected), std::string::npos);  // Nothing waits any more.
  post_at(9, order(5));  // Too late: three newer minutes are there.
  post_at(13, order(6));
  EXPECT_EQ(after_restart().find("00:09"), std::string::npos);
  EXPECT_EQ(after_restart().find("00:10"), std::string::npos);
}

// As often as a state is noted anew, with failed commits in between.
TEST_F(ArrivalMetrics, AreTheSameAfterManyCommitsAndFailures) {
  FailingTable table(**this->table(config_.table_name));
  StreamNouns nouns = this->nouns();
  nouns.table = [&](const std::string& name) -> Result<lake::DeltaTable*> {
    if (name == config_.table_name) return &table;
    return this->table(name);
  };
  create_topic();
  Carrier carrier(config_, nouns, *log_->topic(config_.topic));
  for (int64_t id = 0; id < 220; ++id) {
    post_at(10 + id / 100, order(id));
    bool fails = id % 30 == 29;
    if (fails) {
      table.next_commit =
          id % 60 == 29 ? FailingTable::Failure::kBefore : FailingTable::Failure::kAfter;
    }
    ASSERT_EQ(carrier.advance().ok(), !fails);
  }
  ASSERT_TRUE(carrier.advance().ok());
  EXPECT_EQ(*metrics_.json("ada", "arrivals", 100),
            R"({"name":"arrivals","title":"","table_version":216,"rows":[)"
            R"({"minute":"1970-01-01 00:10:00","item":"tea","count":100},)"
            R"({"minute":"1970-01-01 00:11:00","item":"tea","count":100},)"
            R"({"minute":"1970-01-01 00:12:00","item":"tea","count":20}]})");
  EXPECT_EQ(after_restart(), *metrics_.json("ada", "arrivals", 100));
}

TEST_F(ArrivalMetrics, OfTwoStreamsIntoOneTableAreCountedOnce) {
  create_topic();
  StreamConfig other = config_;
  other.topic = "another";
  ASSERT_TRUE(log_->create_topic(other.topic, {1}).ok());
  StreamNouns nouns = this->nouns();
  Carrier first(config_, nouns, *log_->topic(config_.topic));
  Carrier second(other, nouns, *log_->topic(other.topic));
  for (int64_t id = 0; id < 10; ++id) {
    post_at(10, order(id));
    std::vector<model::Record> records = {
        {std::nullopt, order(100 + id), UnixMillis{std::chrono::minutes(11)}, {}}};
    ASSERT_TRUE(log_->append_and_wait(other.topic, model::Partition{0}, records).ok());
    for (Carrier* carrier : {&first, &second}) {
      while (!carrier->advance().ok()) {  // The other one's commit came in between.
      }
    }
  }
  std::string shown = *metrics_.json("ada", "arrivals", 100);
  EXPECT_NE(shown.find(R"("rows":[{"minute":"1970-01-01 00:10:00","item":"tea","count":10},)"
                       R"({"minute":"1970-01-01 00:11:00","item":"tea","count":10}])"),
            std::string::npos)
      << shown;
  EXPECT_EQ(after_restart(), shown);
}

}  // namespace
}  // namespace pinflow::app
