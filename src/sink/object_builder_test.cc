#include "sink/object_builder.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

class ObjectBuilderTest : public testing::Test {
 protected:
  // Adds the value as the next record, at `milliseconds`.
  Status add(std::optional<std::string> value, int64_t milliseconds = 0) {
    StoredRecord stored{Offset{next_++}, {}};
    stored.record.value = std::move(value);
    stored.record.timestamp = UnixMillis(std::chrono::milliseconds(milliseconds));
    return builder_.add(stored, &built_);
  }

  // "0-2:first,second;" for each object: offsets and lines.
  std::string built() {
    std::string text;
    for (const BuiltObject& object : built_) {
      std::string lines = object.bytes;
      for (char& letter : lines) letter = letter == '\n' ? ',' : letter;
      text += std::to_string(to_int64(object.start)) + "-" + std::to_string(to_int64(object.end)) +
              ":" + lines + ";";
    }
    return text;
  }

  ConnectorConfig config_;
  TopicPartition of_{"demo.x", model::Partition{2}};
  ObjectBuilder builder_{config_, of_};
  std::vector<BuiltObject> built_;
  int64_t next_ = 0;
};

TEST_F(ObjectBuilderTest, NamesObjectsAsTheConnectorDoes) {
  EXPECT_EQ(object_key(config_, of_, Offset{17}),
            "topics/demo.x/partition=2/demo.x+2+0000000017.json");
  config_.topics_dir = "";
  config_.file_delim = "-";
  config_.offset_pad_width = 0;
  EXPECT_EQ(object_key(config_, of_, Offset{17}), "demo.x/partition=2/demo.x-2-17.json");
}

TEST_F(ObjectBuilderTest, WritesOneCompactValueALineAndClosesAfterFlushSize) {
  config_.flush_size = 2;
  for (const char* value : {"{ \"a\" : \"\\u00fc\" }", "[1, 2]", "3"}) {
    ASSERT_TRUE(add(value).ok());
  }
  EXPECT_EQ(built(), "0-2:{\"a\":\"ü\"},[1,2],;");
  EXPECT_EQ(built_[0].key, "topics/demo.x/partition=2/demo.x+2+0000000000.json");
  EXPECT_EQ(built_[0].record_count, 2);
  EXPECT_EQ(builder_.open_count(), 1);
}

TEST_F(ObjectBuilderTest, ClosesByTheRecordsOwnTime) {
  config_.flush_size = 100;
  config_.rotate_interval = std::chrono::seconds(1);
  ASSERT_TRUE(add("1", 5000).ok());
  ASSERT_TRUE(add("2", 5999).ok());
  ASSERT_TRUE(add("3", 6000).ok());
  ASSERT_TRUE(add("4", 5500).ok());  // A late record belongs to the open object.
  EXPECT_EQ(built(), "0-2:1,2,;");
  builder_.close(&built_);
  builder_.close(&built_);
  EXPECT_EQ(built(), "0-2:1,2,;2-4:3,4,;");
}

TEST_F(ObjectBuilderTest, StopsAtARecordWithoutAValueUnlessTheyAreIgnored) {
  Status status = add(std::nullopt);
  EXPECT_EQ(status.message(),
            "record at offset 0: no value; behavior.on.null.values=ignore skips such records");
  EXPECT_FALSE(add("null").ok());
  config_.ignore_null_values = true;
  ASSERT_TRUE(add(std::nullopt).ok());
  ASSERT_TRUE(add(" null ").ok());
  ASSERT_TRUE(add("1").ok());
  EXPECT_EQ(built(), "4-5:1,;");
  EXPECT_EQ(built_[0].skipped_count, 2);
}

TEST_F(ObjectBuilderTest, StopsAtAValueThatIsNotJsonUnlessTheyAreTolerated) {
  Status status = add("{\"a\":");
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_NE(status.message().find("errors.tolerance=all"), std::string::npos);
  config_.skip_bad_records = true;
  config_.flush_size = 2;
  ASSERT_TRUE(add("1").ok());
  ASSERT_TRUE(add("{\"a\":").ok());
  ASSERT_TRUE(add("2").ok());
  EXPECT_EQ(built(), "1-4:1,2,;");
}

TEST_F(ObjectBuilderTest, KeepsBadValuesAsLinesInTheirPlace) {
  config_.keep_bad_values = true;
  config_.flush_size = 3;
  for (auto value : {std::optional<std::string>("{}"), {}, std::optional<std::string>("not\n")}) {
    ASSERT_TRUE(add(value).ok());
  }
  EXPECT_EQ(built(), "0-3:{},null,\"not\\n\",;");
}

TEST_F(ObjectBuilderTest, WritesStringsOfTheStringConverterAsJson) {
  config_.values_are_json = false;
  ASSERT_TRUE(add("a \"b\"").ok());
  ASSERT_TRUE(add("null").ok());
  EXPECT_EQ(built(), "0-1:\"a \\\"b\\\"\",;1-2:\"null\",;");
}

TEST_F(ObjectBuilderTest, ForgetsWhatIsOpen) {
  config_.flush_size = 2;
  ASSERT_TRUE(add("1").ok());
  builder_.clear();
  EXPECT_EQ(builder_.open_count(), 0);
  ASSERT_TRUE(add("2").ok());
  ASSERT_TRUE(add("3").ok());
  EXPECT_EQ(built(), "1-3:2,3,;");
}

}  // namespace
}  // namespace pinflow::sink
