#include "sink/record_text.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

class RecordTextTest : public testing::Test {
 protected:
  RecordTextTest() {
    stored_.offset = Offset{5};
    config_.keys_format.emplace();
  }
  std::string key() {
    std::string text;
    Status status = append_key(config_, stored_, &text);
    return status.ok() ? text : status.message();
  }

  ConnectorConfig config_;
  StoredRecord stored_;
};

TEST_F(RecordTextTest, WritesKeysAsTheirConverterReadsThem) {
  EXPECT_EQ(key(), "no key, but store.kafka.keys");
  stored_.record.key = "a \"b\"";
  EXPECT_EQ(key(), "\"a \\\"b\\\"\"\n");
  config_.key_converter = Converter::kJson;
  EXPECT_NE(key().find("JSON"), std::string::npos);
  stored_.record.key = "{ }";
  EXPECT_EQ(key(), "{}\n");
}

TEST_F(RecordTextTest, SaysWhyAValueIsSkipped) {
  std::string text;
  std::string why;
  stored_.record.value = "{";
  config_.skip_bad_records = true;
  EXPECT_EQ(*append_value(config_, stored_, &text, &why), Line::kSkipped);
  EXPECT_NE(why, "");
  EXPECT_EQ(text, "");
}

TEST_F(RecordTextTest, KnowsJsonsNullAsNoValue) {
  EXPECT_TRUE(is_null_value(config_, stored_));
  stored_.record.value = " null";
  EXPECT_TRUE(is_null_value(config_, stored_));
  config_.value_converter = Converter::kString;
  EXPECT_FALSE(is_null_value(config_, stored_));
}

}  // namespace
}  // namespace pinflow::sink
