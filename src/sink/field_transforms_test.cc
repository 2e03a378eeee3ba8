#include "sink/field_transforms.h"

#include <gtest/gtest.h>

#include "sink/transform_fixture.h"

namespace pinflow::sink {
namespace {

TEST_F(TransformTest, InsertsWhatTheRecordHas) {
  EXPECT_EQ(value({{"type", "org.apache.kafka.connect.transforms.InsertField$Value"},
                   {"static.field", "source"},
                   {"static.value", "a \"b\""},
                   {"topic.field", "topic"},
                   {"offset.field", "offset"},
                   {"partition.field", "partition"},
                   {"timestamp.field", "time"}},
                  R"({"a":1,"offset":"old"})"),
            R"({"a":1,"offset":7,"topic":"demo.pin","partition":2,"time":1769817600000,)"
            R"("source":"a \"b\""})");
  EXPECT_EQ(value({{"type", "InsertField$Value"}, {"static.field", "s"}}, "[]"),
            "a transform needs an object");
}

TEST_F(TransformTest, ChangesKeysAndLeavesTombstones) {
  message_.stored.record.key = "{}";
  TransformChain to_key = chain({{"type", "InsertField$Key"}, {"offset.field", "o"}});
  EXPECT_TRUE(*apply_all(to_key, &message_));
  EXPECT_EQ(message_.stored.record.key, R"({"o":7})");
  TransformChain to_value = chain({{"type", "InsertField$Value"}, {"offset.field", "o"}});
  EXPECT_TRUE(*apply_all(to_value, &message_));
  EXPECT_FALSE(message_.stored.record.value);
}

TEST_F(TransformTest, ReplacesFields) {
  const std::string before = R"({"a":1,"b":{"a":2},"c":"x"})";
  EXPECT_EQ(value({{"type", "ReplaceField$Value"}, {"exclude", "a"}}, before),
            R"({"b":{"a":2},"c":"x"})");
  EXPECT_EQ(
      value({{"type", "ReplaceField$Value"}, {"whitelist", "c,a"}, {"renames", "c:d"}}, before),
      R"({"a":1,"d":"x"})");
}

TEST_F(TransformTest, MasksFieldsByTheirKind) {
  const std::string before = R"({"s":"x","n":-1.5,"b":true,"o":{"a":1},"l":[1],"z":null,"k":"y"})";
  EXPECT_EQ(value({{"type", "MaskField$Value"}, {"fields", "s,n,b,o,l,z"}}, before),
            R"({"s":"","n":0,"b":false,"o":{},"l":[],"z":null,"k":"y"})");
  EXPECT_EQ(value({{"type", "MaskField$Value"}, {"fields", "s,n"}, {"replacement", "9"}},
                  R"({"s":"x","n":1})"),
            R"({"s":"9","n":9})");
}

}  // namespace
}  // namespace pinflow::sink
