#include "sink/transform.h"

#include <gtest/gtest.h>

#include "sink/transform_fixture.h"

namespace pinflow::sink {
namespace {

TEST_F(TransformTest, FiltersEverythingWithoutAPredicate) {
  EXPECT_EQ(value({{"type", "org.apache.kafka.connect.transforms.Filter"}}, "1"), "-");
}

TEST_F(TransformTest, GoesInTheOrderOfTheList) {
  Properties properties = {{"transforms", "a, b"},
                           {"transforms.a.type", "RegexRouter"},
                           {"transforms.a.regex", ".*"},
                           {"transforms.a.replacement", "x"},
                           {"transforms.b.type", "TimestampRouter"}};
  TransformChain both = read_transforms(properties, [](const auto&, const auto&) { FAIL(); });
  EXPECT_TRUE(*apply_all(both, &message_));
  EXPECT_EQ(message_.of.topic, "x-20260131");
}

TEST_F(TransformTest, NamesWhatIsWrong) {
  chain({{"type", "HoistField$Value"}});
  chain({{"type", "InsertField"}});
  chain({{"type", "MaskField$Value"}, {"field", "a"}});
  chain({{"type", "RegexRouter"}, {"regex", "("}});
  chain({});
  for (const char* part :
       {"transforms.t.type: 'HoistField$Value' is not one of", "'InsertField' is not one of",
        "transforms.t.fields: MaskField needs", "unknown option 'transforms.t.field'; did you mean",
        "\"transforms.t.replacement\"", "transforms.t.regex: ", "\"transforms.t.type\""}) {
    EXPECT_NE(errors_.find(part), std::string::npos) << part << " in\n" << errors_;
  }
}

}  // namespace
}  // namespace pinflow::sink
