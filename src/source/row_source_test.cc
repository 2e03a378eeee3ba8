#include "source/row_source.h"

#include <gtest/gtest.h>

namespace pinflow::source {
namespace {

TEST(RowSource, WritesARowAsCompactJsonInColumnOrder) {
  using enum model::Type;
  const model::Schema schema{{{"ind", kLong},
                              {"latitude", kDouble},
                              {"text", kString},
                              {"none", kString},
                              {"flag", kBoolean}}};
  const Row row{int64_t{7528}, -89.9787, "a \"b\"\n\u2764", std::monostate(), int64_t{1}};
  EXPECT_EQ(to_json(schema, row),
            "{\"ind\":7528,\"latitude\":-89.9787,\"text\":\"a \\\"b\\\"\\n\u2764\",\"none\":null,"
            "\"flag\":true}");
}

}  // namespace
}  // namespace pinflow::source
