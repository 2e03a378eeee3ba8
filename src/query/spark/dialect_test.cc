#include "query/spark/dialect.h"

#include <gtest/gtest.h>

namespace pinflow::query {
namespace {

TEST(SparkDialect, SharedSqlStaysAsItIs) {
  const std::string sql =
      "-- It's a comment.\nSELECT try_cast(a AS INT), 'x\\d', count(*) FILTER (WHERE b) FROM t";
  EXPECT_EQ(spark_sql(sql), sql);
}

TEST(SparkDialect, NamesAndTextsGetSparksMarks) {
  EXPECT_EQ(spark_sql("SELECT \"a b\", \"x`y\" FROM t"), "SELECT `a b`, `x``y` FROM t");
  EXPECT_EQ(spark_sql("SELECT 'it''s', '', 'a\"b'"), "SELECT 'it' \"'s\", '', 'a\"b'");
}

TEST(SparkDialect, FunctionsOfTheSameNameGetTheirMeaning) {
  EXPECT_EQ(spark_sql("SELECT hash(\"a\", b)"), "SELECT xxhash64(`a`, isnull(`a`), b, isnull(b))");
  EXPECT_EQ(spark_sql("encode(CAST(v AS STRING))"), "encode(CAST(v AS STRING), 'UTF-8')");
  EXPECT_EQ(spark_sql("make_timestamp(12)"), "timestamp_micros(12)");
  EXPECT_EQ(spark_sql("to_json({'a': \"a\", 'b': f(c, d)})"),
            "to_json(named_struct('a', `a`, 'b', f(c, d)), map('ignoreNullFields', 'false'))");
}

TEST(SparkDialect, AQueryIsNotToldToBeKept) {
  EXPECT_EQ(spark_sql("WITH r AS MATERIALIZED (SELECT 1) SELECT * FROM r"),
            "WITH r AS  (SELECT 1) SELECT * FROM r");
}

}  // namespace
}  // namespace pinflow::query
