#include "metric/partial_json.h"

#include <gtest/gtest.h>

namespace pinflow::metric {
namespace {

TEST(PartialJson, GivesBackEveryValueWithItsType) {
  const Partial partial{{"what", "count"},
                        {{"caf\u00e9 \"x\"", int64_t{1} << 60}, {Value(), 2.0}, {true, 1e-300}}};
  json::Writer out;
  write_partial(partial, &out);
  json::Parser parser;
  Result<Partial> again = parse_partial(*parser.parse(out.text()));
  ASSERT_TRUE(again.ok()) << again.status().message();
  EXPECT_EQ(again->columns, partial.columns);
  EXPECT_EQ(again->rows, partial.rows);
}

TEST(PartialJson, RefusesWhatIsNone) {
  json::Parser parser;
  for (const char* text : {"7", R"({"columns":["a"]})", R"({"columns":["a"],"rows":[[1,2]]})"}) {
    EXPECT_EQ(parse_partial(*parser.parse(text)).status().code(), Code::kInvalidArgument) << text;
  }
}

}  // namespace
}  // namespace pinflow::metric
