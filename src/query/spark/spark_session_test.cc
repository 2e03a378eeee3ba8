#include "query/spark/spark_session.h"

#include <gtest/gtest.h>

#include "objects/local/local_store.h"
#include "query/duckdb/duckdb_engine.h"
#include "query/spark/scripted_driver_for_test.h"

namespace pinflow::query {
namespace {

// Refuses what is not expected, and tells the SQL that it got as the answer's only cell.
constexpr const char* kEcho =
    "    if request['do'] == 'query':\n"
    "        say({'ok': True, 'columns': [['sql', 'string']], 'rows': [[request['sql']]]})\n"
    "    elif request['do'] == 'write_files':\n"
    "        say({'ok': True, 'files': [{'path': 'p', 'rows': 3}]})\n"
    "    else:\n"
    "        say({'ok': True})\n";
const model::Schema kOrders{{{"id", model::Type::kLong}}};

class SparkSessionTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = std::filesystem::path(testing::TempDir()) / ("spark_session_" + test);
    engine_ = open_spark_engine(scripted_spark(folder_, kEcho), *local_);
    auto session = engine_->open_session();
    ASSERT_TRUE(session.ok()) << session.status().message();
    session_ = std::move(*session);
    store_ = std::move(*objects::open_local_store(folder_ / "lake"));
    table_ = lake::open_delta_table("silver.t", *store_, "silver/t/", engine_->parquet());
  }

  std::filesystem::path folder_;
  std::unique_ptr<Engine> local_ = std::move(*open_duckdb_engine());
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<objects::Store> store_;
  std::unique_ptr<lake::DeltaTable> table_;
};

TEST_F(SparkSessionTest, SqlArrivesInSparksWords) {
  ASSERT_TRUE(session_->bind_empty("orders", kOrders).ok());
  auto answer = session_->query("SELECT \"id\" FROM orders;");
  ASSERT_TRUE(answer.ok()) << answer.status().message();
  EXPECT_EQ(std::get<std::string>(answer->rows[0][0]), "SELECT `id` FROM orders");
}

TEST_F(SparkSessionTest, WrongSqlIsToldWithItsPlaceBeforeSparkSeesIt) {
  ASSERT_TRUE(session_->bind_empty("orders", kOrders).ok());
  Status status = session_->query("SELECT idd FROM orders").status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_NE(status.message().find("idd"), std::string::npos);
  EXPECT_EQ(status.message().find("spark"), std::string::npos);
}

TEST_F(SparkSessionTest, ColumnsAreThoseOfEveryEngine) {
  auto columns = session_->describe("SELECT year(TIMESTAMP '2020-01-01 00:00:00') AS y");
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ(columns->at(0).type, "BIGINT") << "Spark's own is an INT";
}

TEST_F(SparkSessionTest, FilesAreWrittenBySparkUnlessTheirRowsAreHere) {
  ASSERT_TRUE(session_->bind_empty("orders", kOrders).ok());
  auto far = session_->write_files("SELECT * FROM orders", kOrders, *table_);
  ASSERT_TRUE(far.ok()) << far.status().message();
  EXPECT_EQ(far->at(0).path, "p");

  std::vector<model::DeadLetter> letters(2);
  model::DeadLetterReader reader(letters, UnixMillis{});
  ASSERT_TRUE(session_->bind_rows("letters", reader).ok());
  auto near = session_->write_files("SELECT * FROM letters", model::dead_letter_schema(), *table_);
  ASSERT_TRUE(near.ok()) << near.status().message();
  EXPECT_EQ(near->at(0).row_count, 2);
}

TEST_F(SparkSessionTest, WhatOnlyStreamsNeedIsRefused) {
  EXPECT_EQ(session_->bind_empty("a.b", kOrders).code(), Code::kInvalidArgument);
  EXPECT_FALSE(session_->stage_files("x", "SELECT 1 AS id", kOrders, *table_).ok());
}

}  // namespace
}  // namespace pinflow::query
