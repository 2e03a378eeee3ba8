#include "query/spark/spark_engine.h"

#include <gtest/gtest.h>

#include "query/duckdb/duckdb_engine.h"
#include "query/spark/scripted_driver_for_test.h"

namespace pinflow::query {
namespace {

std::filesystem::path engine_folder() {
  std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
  return std::filesystem::path(testing::TempDir()) / ("spark_engine_" + test);
}

TEST(SparkEngine, ADriverThatDiedIsStartedAgain) {
  auto local = std::move(*open_duckdb_engine());
  auto engine = open_spark_engine(
      scripted_spark(engine_folder(),
                     "    say({'ok': True})\n    sys.exit() if request['do'] == 'query' else 0\n"),
      *local);
  auto first = engine->open_session();
  ASSERT_TRUE(first.ok()) << first.status().message();
  EXPECT_TRUE((*first)->query("SELECT 1").ok());
  EXPECT_FALSE((*first)->query("SELECT 1").ok()) << "its driver is gone";
  auto second = engine->open_session();
  ASSERT_TRUE(second.ok()) << second.status().message();
  EXPECT_TRUE((*second)->query("SELECT 1").ok());
}

TEST(SparkEngine, SqlOfStrangersIsDuckdbs) {
  auto local = std::move(*open_duckdb_engine());
  SparkOptions options;
  options.submit = "no-such-program";
  auto engine = open_spark_engine(options, *local);
  EXPECT_FALSE(engine->open_session().ok());
  auto session = engine->open_session(false);
  ASSERT_TRUE(session.ok());
  EXPECT_EQ(std::get<int64_t>((*session)->query("SELECT CAST(7 AS BIGINT)")->rows[0][0]), 7);
}

}  // namespace
}  // namespace pinflow::query
