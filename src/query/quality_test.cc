#include "query/quality.h"

#include <gtest/gtest.h>

#include "objects/local/local_store.h"
#include "query/duckdb/duckdb_engine.h"
#include "query/quality_sql.h"

namespace pinflow::query {
namespace {

using model::CheckAction;
using model::CheckKind;
using model::QualityCheck;
using model::QualityResult;
using model::Type;

class Quality : public testing::Test {
 protected:
  Quality() {
    dataset_.name = "orders";
    dataset_.clean = {
        {{"id", Type::kLong}, {"item", Type::kString}, {"sold_at", Type::kTimestamp}}};
    dataset_.not_null = {"id"};
    EXPECT_TRUE(session_
                    ->bind_view("orders",
                                "SELECT * FROM (VALUES (1, 'tea', TIMESTAMP '2026-01-01 10:00:00'),"
                                " (2, NULL, NULL), (2, 'it''s', TIMESTAMP '2026-01-02 10:00:00'),"
                                " (NULL, 'milk', NULL)) AS o(id, item, sold_at)")
                    .ok());
  }

  QualityCheck& add(CheckKind kind, std::vector<std::string> columns = {}) {
    QualityCheck& check = dataset_.checks.emplace_back();
    check.name = "c" + std::to_string(dataset_.checks.size());
    check.kind = kind;
    check.columns = std::move(columns);
    check.place = "pipeline.toml:9:1";
    return check;
  }

  // How many of the four rows fail the only check.
  int64_t failed() { return look_at_rows(*session_, dataset_, "orders")->at(0).rows_failed; }

  static constexpr UnixMillis kNow{std::chrono::hours(24) * 20456};  // 2026-01-03.
  model::Dataset dataset_;
  std::unique_ptr<Engine> engine_ = std::move(*open_duckdb_engine());
  std::unique_ptr<Session> session_ = std::move(*engine_->open_session());
};

TEST_F(Quality, NullPassesAllChecksOfRowsButNotNull) {
  add(CheckKind::kNotNull, {"id", "item"});
  add(CheckKind::kRange, {"id"}).min = 2;
  add(CheckKind::kAcceptedValues, {"item"}).values = {"tea", "it's"};
  add(CheckKind::kCondition).sql = "length(item) < 4 -- short";
  auto results = *look_at_rows(*session_, dataset_, "orders");
  ASSERT_EQ(results.size(), 4U);
  EXPECT_EQ(results[0].rows_failed, 2);
  EXPECT_EQ(results[1].rows_failed, 1);
  EXPECT_EQ(results[2].rows_failed, 1);
  EXPECT_EQ(results[3].rows_failed, 2);
  for (const QualityResult& result : results) EXPECT_EQ(result.rows_checked, 4);
}

TEST_F(Quality, BoundsAreWithinTheRange) {
  QualityCheck& check = add(CheckKind::kRange, {"id"});
  check.min = 1;
  check.max = 2;
  EXPECT_EQ(failed(), 0);
  check.max = 1.5;
  EXPECT_EQ(failed(), 2);
}

TEST_F(Quality, ARowIsRefusedForItsFirstReason) {
  add(CheckKind::kRange, {"id"}).max = 1;
  dataset_.checks.back().action = CheckAction::kDeadLetters;
  add(CheckKind::kNotNull, {"item"});  // That only warns.
  Table reasons = *session_->query("SELECT CASE" + refusal_branches(dataset_) +
                                   " END AS r FROM orders ORDER BY r NULLS FIRST");
  EXPECT_EQ(reasons.rows[0][0], Cell());
  EXPECT_EQ(reasons.rows[1][0], Cell(std::string("check c1 failed")));
  EXPECT_EQ(reasons.rows[3][0], Cell(std::string("id is null")));
  EXPECT_EQ(look_at_rows(*session_, dataset_, "orders")->size(), 1U);
  auto refused = refused_results(dataset_, 4, {{"check c1 failed", 2}, {"id is null", 1}});
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].rows_failed, 2);
  EXPECT_EQ(refused[0].outcome(), "dead letters");
}

TEST_F(Quality, TheWholeTableIsCountedAndComparedAndAsked) {
  add(CheckKind::kUnique, {"id"});
  add(CheckKind::kRowCount).min = 5;
  add(CheckKind::kFreshness, {"sold_at"}).age_hours_max = 24;
  add(CheckKind::kQuery).sql = "SELECT * FROM orders WHERE item IS NULL -- none";
  auto results = *look_at_table(*session_, dataset_, "orders", kNow);
  ASSERT_EQ(results.size(), 4U);
  EXPECT_EQ(results[0].rows_failed, 1);
  EXPECT_EQ(results[1].rows_failed, 1);
  EXPECT_EQ(results[1].detail, "4 rows");
  EXPECT_EQ(results[2].rows_failed, 0);
  EXPECT_EQ(results[2].detail, "newest is 2026-01-02 10:00:00");
  EXPECT_EQ(results[3].rows_failed, 1);
  auto later = *look_at_table(*session_, dataset_, "orders", kNow + std::chrono::hours(11), true);
  ASSERT_EQ(later.size(), 1U);
  EXPECT_EQ(later[0].rows_failed, 1);
}

TEST_F(Quality, WrongSqlIsNamedWithThePlaceOfItsCheck) {
  add(CheckKind::kCondition).sql = "id > 0";
  add(CheckKind::kCondition).sql = "prize > 0";
  std::string message = look_at_rows(*session_, dataset_, "orders").status().message();
  EXPECT_TRUE(message.starts_with("pipeline.toml:9:1: check c2: ")) << message;
}

TEST_F(Quality, OnlyChecksThatStopStop) {
  QualityCheck& warns = add(CheckKind::kNotNull, {"id"});
  EXPECT_TRUE(stopped_by({{&warns, 4, 1, ""}}).ok());
  warns.action = CheckAction::kStop;
  EXPECT_TRUE(stopped_by({{&warns, 4, 0, ""}}).ok());
  EXPECT_EQ(stopped_by({{&warns, 4, 1, ""}}).message(),
            "nothing is published: check c1 (pipeline.toml:9:1) failed for 1 of 4 rows");
}

TEST_F(Quality, ResultsAreAppendedToATable) {
  auto folder = std::filesystem::path(testing::TempDir()) / "quality_results";
  std::filesystem::remove_all(folder);
  auto store = std::move(*objects::open_local_store(folder));
  auto table = lake::open_delta_table("quality.demo_results", *store, "quality/demo_results/",
                                      engine_->parquet());
  QualityCheck& check = add(CheckKind::kNotNull, {"id"});
  ASSERT_TRUE(record_results(*session_, *table, {}, "silver.t", "batch", kNow).ok());
  EXPECT_FALSE(table->exists());
  for (int64_t rows : {4, 5}) {
    Status kept =
        record_results(*session_, *table, {{&check, rows, 1, ""}}, "silver.t", "batch", kNow);
    ASSERT_TRUE(kept.ok()) << kept.message();
  }
  ASSERT_TRUE(session_->bind_table("results", *table, *table->snapshot()).ok());
  Table read = *session_->query("SELECT \"check\", outcome, rows_checked FROM results ORDER BY 3");
  ASSERT_EQ(read.rows.size(), 2U);
  EXPECT_EQ(read.rows[0][1], Cell(std::string("warned")));
  EXPECT_EQ(read.rows[1][2], Cell(int64_t{5}));
}

}  // namespace
}  // namespace pinflow::query
