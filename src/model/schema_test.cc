#include "model/schema.h"

#include <gtest/gtest.h>

namespace pinflow::model {
namespace {

TEST(Schema, FindsColumnsByTheirExactName) {
  Schema schema{{{"ind", Type::kLong}, {"title", Type::kString}}};
  EXPECT_EQ(schema.index_of("title"), 1u);
  EXPECT_EQ(schema.index_of("Title"), std::nullopt);
}

TEST(Schema, TypeNamesReadBack) {
  for (Type type : {Type::kBoolean, Type::kInteger, Type::kLong, Type::kDouble, Type::kString,
                    Type::kBinary, Type::kTimestamp, Type::kDate, Type::kDoubleArray}) {
    EXPECT_EQ(*parse_type(type_name(type)), type);
    EXPECT_FALSE(sql_type(type).empty());
  }
  EXPECT_EQ(sql_type(Type::kLong), "BIGINT");
}

TEST(Schema, UnknownTypeSuggestsTheNearest) {
  EXPECT_EQ(parse_type("timestmp").status().message(),
            "unknown type 'timestmp'; did you mean 'timestamp'?");
  EXPECT_EQ(parse_type("x").status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::model
