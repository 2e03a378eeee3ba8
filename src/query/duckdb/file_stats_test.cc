#include "query/duckdb/file_stats.h"

#include <gtest/gtest.h>

namespace pinflow::query {
namespace {

using model::Schema;
using model::Type;

TEST(FileStats, EachTypeIsWrittenAsDeltaWritesIt) {
  Schema schema{{{"id", Type::kLong},
                 {"at", Type::kTimestamp},
                 {"on", Type::kDate},
                 {"x", Type::kDouble},
                 {"flag", Type::kBoolean},
                 {"list", Type::kDoubleArray}}};
  ColumnFacts facts{
      {"\"id\"", {{"min", "-5"}, {"max", "7"}, {"null_count", "1"}}},
      {"\"at\"", {{"min", "2020-01-02 03:04:05+00"}, {"max", "2020-01-02 03:04:06+00"}}},
      {"\"on\"", {{"min", "2020-01-01"}, {"max", "2020-02-01"}, {"null_count", "0"}}},
      {"\"x\"", {{"min", "1e+20"}, {"max", "inf"}}},
      {"\"flag\"", {{"min", "0"}, {"max", "1"}, {"null_count", "0"}}},
      {"\"list\".\"element\"", {{"min", "1"}, {"null_count", "0"}}}};
  EXPECT_EQ(delta_stats(schema, 9, facts),
            R"({"numRecords":9,)"
            R"("minValues":{"id":-5,"at":"2020-01-02T03:04:05.000Z","on":"2020-01-01","x":1e+20},)"
            R"("maxValues":{"id":7,"at":"2020-01-02T03:04:06.000Z","on":"2020-02-01"},)"
            R"("nullCount":{"id":1,"on":0,"flag":0}})");
}

TEST(FileStats, BoundsNeverExcludeAValue) {
  Schema schema{{{"text", Type::kString}, {"at", Type::kTimestamp}, {"x", Type::kDouble}}};
  std::string long_text;
  for (int i = 0; i < 40; ++i) long_text += "é";
  ColumnFacts facts{
      {"\"text\"", {{"min", long_text}, {"max", long_text}}},
      {"\"at\"",
       {{"min", "2020-01-02 03:04:05.9999+00"}, {"max", "2020-12-31 23:59:59.999001+00"}}},
      {"\"x\"", {{"min", "1"}, {"max", "1"}, {"has_nan", "true"}}}};
  EXPECT_EQ(delta_stats(schema, 1, facts),
            R"({"numRecords":1,"minValues":{"text":")" + long_text.substr(0, 64) +
                R"(","at":"2020-01-02T03:04:05.999Z"},)"
                R"("maxValues":{"at":"2021-01-01T00:00:00.000Z"},"nullCount":{}})");
}

TEST(FileStats, AColumnNameWithAQuoteIsFound) {
  Schema schema{{{"a\"b.c", Type::kInteger}}};
  ColumnFacts facts{{"\"a\"\"b.c\"", {{"min", "1"}, {"max", "2"}, {"null_count", "3"}}}};
  EXPECT_EQ(delta_stats(schema, 1, facts),
            R"({"numRecords":1,"minValues":{"a\"b.c":1},"maxValues":{"a\"b.c":2},)"
            R"("nullCount":{"a\"b.c":3}})");
}

}  // namespace
}  // namespace pinflow::query
