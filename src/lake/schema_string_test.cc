#include "lake/schema_string.h"

#include <gtest/gtest.h>

namespace pinflow::lake {
namespace {

using model::Schema;
using model::Type;

TEST(SchemaString, EveryDeclaredTypeReadsBack) {
  Schema schema{{{"a", Type::kBoolean},
                 {"b", Type::kInteger},
                 {"c", Type::kLong},
                 {"d", Type::kDouble},
                 {"e", Type::kString},
                 {"f", Type::kBinary},
                 {"g", Type::kTimestamp},
                 {"h", Type::kDate},
                 {"i \"x\"", Type::kDoubleArray}}};
  auto again = parse_schema(format_schema(schema));
  ASSERT_TRUE(again.ok()) << again.status().message();
  EXPECT_EQ(*again, schema);
}

TEST(SchemaString, IsWhatOtherWritersWrite) {
  Schema schema{{{"ind", Type::kLong}, {"coordinates", Type::kDoubleArray}}};
  EXPECT_EQ(format_schema(schema),
            R"({"type":"struct","fields":[)"
            R"({"name":"ind","type":"long","nullable":true,"metadata":{}},)"
            R"({"name":"coordinates","type":{"type":"array","elementType":"double",)"
            R"("containsNull":true},"nullable":true,"metadata":{}}]})");
}

TEST(SchemaString, ColumnNamesThatOthersRefuseAreRefused) {
  EXPECT_TRUE(check_column_names(Schema{{{"a", Type::kLong}, {"b-é", Type::kLong}}}).ok());
  for (const char* name : {"", "a b", "a,b", "a=b", "(a)"}) {
    EXPECT_EQ(check_column_names(Schema{{{name, Type::kLong}}}).code(), Code::kInvalidArgument);
  }
  EXPECT_FALSE(check_column_names(Schema{{{"a", Type::kLong}, {"A", Type::kLong}}}).ok());
}

TEST(SchemaString, TypesOfOthersBecomeTheNearestOfOurs) {
  auto schema = parse_schema(R"json({"type":"struct","fields":[
      {"name":"a","type":"byte"}, {"name":"b","type":"float"},
      {"name":"c","type":"decimal(10,2)"}, {"name":"d","type":"timestamp_ntz"},
      {"name":"e","type":{"type":"array","elementType":"string"}},
      {"name":"f","type":{"type":"struct","fields":[]}}]})json");
  ASSERT_TRUE(schema.ok()) << schema.status().message();
  Schema expected{{{"a", Type::kInteger},
                   {"b", Type::kDouble},
                   {"c", Type::kDouble},
                   {"d", Type::kTimestamp},
                   {"e", Type::kString},
                   {"f", Type::kString}}};
  EXPECT_EQ(*schema, expected);
}

TEST(SchemaString, AnUnknownTypeIsNamedAndNonsenseIsCorruption) {
  Status unknown = parse_schema(R"({"fields":[{"name":"a","type":"quaternion"}]})").status();
  EXPECT_EQ(unknown.code(), Code::kInvalidArgument);
  EXPECT_NE(unknown.message().find("quaternion"), std::string::npos);
  EXPECT_EQ(parse_schema("").status().code(), Code::kCorruption);
  EXPECT_EQ(parse_schema("{}").status().code(), Code::kCorruption);
  EXPECT_EQ(parse_schema(R"({"fields":[{"name":"a"}]})").status().code(), Code::kCorruption);
}

TEST(SchemaString, GrowsBehindColumnsThatStayAsTheyAre) {
  const std::string old =
      R"json({"type":"struct","fields":[{"name":"a","type":"decimal(9,2)","nullable":false,)json"
      R"json("metadata":{"comment":"theirs"}}]})json";
  auto grown = extend_schema(old, {{{"b", Type::kLong}}});
  ASSERT_TRUE(grown.ok()) << grown.status().message();
  EXPECT_EQ(*grown, old.substr(0, old.size() - 2) +
                        R"(,{"name":"b","type":"long","nullable":true,"metadata":{}}]})");
  EXPECT_EQ(extend_schema(old, {{{"A", Type::kLong}}}).status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::lake
