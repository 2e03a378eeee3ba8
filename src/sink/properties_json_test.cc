#include "sink/properties_json.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

TEST(PropertiesJson, ComesBackAsItWas) {
  Properties properties = {{"flush.size", "1"}, {"topics.dir", "a \"b\"\n"}};
  EXPECT_EQ(*parse_properties_json(properties_json(properties)), properties);
}

TEST(PropertiesJson, TakesNumbersAndFlagsAsTextAndLeavesOutNull) {
  auto properties = parse_properties_json(R"({"flush.size":10,"a":true,"b":null,"c":1.5})");
  ASSERT_TRUE(properties.ok()) << properties.status().message();
  EXPECT_EQ(*properties, (Properties{{"flush.size", "10"}, {"a", "true"}, {"c", "1.5"}}));
}

TEST(PropertiesJson, NamesWhatIsNoProperty) {
  EXPECT_EQ(parse_properties_json(R"({"a":["x"]})").status().message(),
            "property 'a': a string is wanted");
  EXPECT_FALSE(parse_properties_json("[]").ok());
  EXPECT_FALSE(parse_properties_json("{").ok());
}

}  // namespace
}  // namespace pinflow::sink
