#include "sink/object_builder.h"

#include <gtest/gtest.h>

#include "base/compression.h"

namespace pinflow::sink {
namespace {

class ObjectBuilderTest : public testing::Test {
 protected:
  // Adds the value as the next record, at `time_ms`.
  Status add(std::optional<std::string> value, int64_t time_ms = 0) {
    StoredRecord stored{Offset{next_++}, {}};
    stored.record.value = std::move(value);
    stored.record.timestamp = UnixMillis(std::chrono::milliseconds(time_ms));
    return builder_.add(stored, &built_);
  }

  // "0-2:first,second;" for each object: offsets and lines.
  std::string built() {
    std::string text;
    for (const BuiltBatch& batch : built_) {
      for (const BuiltObject& object : batch.objects) {
        std::string lines = object.bytes;
        for (char& letter : lines) letter = letter == '\n' ? ',' : letter;
        text += std::to_string(to_int64(object.start)) + "-" + std::to_string(to_int64(batch.end)) +
                ":" + lines + ";";
      }
    }
    return text;
  }
  // "key=lines;" for each object, without what all keys begin with.
  std::string objects() {
    std::string text;
    for (const BuiltBatch& batch : built_) {
      for (const BuiltObject& object : batch.objects) {
        std::string lines = object.bytes;
        for (char& letter : lines) letter = letter == '\n' ? ',' : letter;
        text += object.key.substr(std::string("topics/demo.x/").size()) + "=" + lines + ";";
      }
    }
    return text;
  }

  ConnectorConfig config_;
  TopicPartition of_{"demo.x", model::Partition{2}};
  ObjectBuilder builder_{config_, of_};
  std::vector<BuiltBatch> built_;
  int64_t next_ = 0;
};

TEST_F(ObjectBuilderTest, NamesObjectsAsTheConnectorDoes) {
  EXPECT_EQ(object_key(config_, of_, "partition=2", Offset{17}),
            "topics/demo.x/partition=2/demo.x+2+0000000017.json");
  config_.topics_dir = "";
  config_.file_delim = "-";
  config_.offset_pad_width = 0;
  EXPECT_EQ(object_key(config_, of_, "partition=2", Offset{17}),
            "demo.x/partition=2/demo.x-2-17.json");
}

TEST_F(ObjectBuilderTest, WritesOneCompactValueALineAndClosesAfterFlushSize) {
  config_.flush_size = 2;
  for (const char* value : {"{ \"a\" : \"\\u00fc\" }", "[1, 2]", "3"}) {
    ASSERT_TRUE(add(value).ok());
  }
  EXPECT_EQ(built(), "0-2:{\"a\":\"ü\"},[1,2],;");
  EXPECT_EQ(built_[0].objects[0].key, "topics/demo.x/partition=2/demo.x+2+0000000000.json");
  EXPECT_EQ(built_[0].objects[0].record_count, 2);
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
  EXPECT_EQ(built_[0].skipped.size(), 2u);
  EXPECT_EQ(built_[0].skipped[0].reason, "no value");
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
  config_.value_converter = Converter::kString;
  ASSERT_TRUE(add("a \"b\"").ok());
  ASSERT_TRUE(add("null").ok());
  EXPECT_EQ(built(), "0-1:\"a \\\"b\\\"\",;1-2:\"null\",;");
}

TEST_F(ObjectBuilderTest, ClosesTheFoldersOfABatchTogether) {
  config_.partition.kind = PartitionRule::Kind::kFields;
  config_.partition.fields = {"c"};
  config_.flush_size = 3;
  for (const char* value : {R"({"c":"a"})", R"({"c":"b"})", R"({"c":"a","n":1})"}) {
    ASSERT_TRUE(add(value).ok());
  }
  EXPECT_EQ(built_.size(), 1u);
  EXPECT_EQ(objects(),
            "c=a/demo.x+2+0000000000.json={\"c\":\"a\"},{\"c\":\"a\",\"n\":1},;"
            "c=b/demo.x+2+0000000001.json={\"c\":\"b\"},;");
}

TEST_F(ObjectBuilderTest, ClosesABatchWhenRecordsGoToAnotherFolderIfTimeRotates) {
  config_.partition.kind = PartitionRule::Kind::kFields;
  config_.partition.fields = {"c"};
  config_.flush_size = 100;
  config_.rotate_interval = std::chrono::hours(1);
  for (const char* value : {R"({"c":1})", R"({"c":1})", R"({"c":2})"}) {
    ASSERT_TRUE(add(value).ok());
  }
  EXPECT_EQ(built(), "0-2:{\"c\":1},{\"c\":1},;");
  config_.rotate_on_partition_change = false;
  ASSERT_TRUE(add(R"({"c":3})").ok());
  EXPECT_EQ(built_.size(), 1u);
}

TEST_F(ObjectBuilderTest, LimitsTheFoldersThatAreOpenAtOnce) {
  config_.partition.kind = PartitionRule::Kind::kFields;
  config_.partition.fields = {"c"};
  config_.flush_size = 100;
  config_.open_files_max = 2;
  for (const char* value : {R"({"c":1})", R"({"c":2})", R"({"c":3})"}) {
    ASSERT_TRUE(add(value).ok());
  }
  EXPECT_EQ(built_.size(), 1u);
  EXPECT_EQ(built_[0].objects.size(), 2u);
}

TEST_F(ObjectBuilderTest, TreatsARecordWithoutItsFolderAsBad) {
  config_.partition.kind = PartitionRule::Kind::kFields;
  config_.partition.fields = {"c"};
  EXPECT_EQ(add("{}").message(),
            "record at offset 0: the value has no field 'c'; errors.tolerance=all skips such "
            "records");
  config_.skip_bad_records = true;
  ASSERT_TRUE(add("{}").ok());
  EXPECT_EQ(builder_.skipped()[0].reason, "the value has no field 'c'");
}

TEST_F(ObjectBuilderTest, CompressesAndNamesWhatIsCompressed) {
  using enum Codec;
  const std::string name = "topics/demo.x/partition=2/demo.x+2+000000000";
  config_.compression = {kGzip};
  ASSERT_TRUE(add("1").ok());
  EXPECT_EQ(built_[0].objects[0].key, name + "0.json.gz");
  EXPECT_EQ(*decompress(kGzip, built_[0].objects[0].bytes, 100), "1\n");
  config_.compression = {kZstd};
  ASSERT_TRUE(add("1").ok());
  EXPECT_EQ(built_[1].objects[0].key, name + "1.json.zst");
  EXPECT_EQ(*decompress(kZstd, built_[1].objects[0].bytes, 100), "1\n");
}

TEST_F(ObjectBuilderTest, WritesBytesAsTheyAre) {
  config_.format = {FormatRule::Kind::kByteArray, ".bin", "|", ""};
  config_.value_converter = Converter::kBytes;
  config_.flush_size = 2;
  ASSERT_TRUE(add("{bad").ok());
  ASSERT_TRUE(add(std::string("\0\n", 2)).ok());
  EXPECT_EQ(built_[0].objects[0].key, "topics/demo.x/partition=2/demo.x+2+0000000000.bin");
  EXPECT_EQ(built_[0].objects[0].bytes, std::string("{bad|\0\n|", 8));
}

TEST_F(ObjectBuilderTest, WritesKeysAndHeadersBesideValues) {
  config_.keys_format.emplace();
  config_.headers_format.emplace();
  StoredRecord stored{Offset{7}, {}};
  stored.record.key = "k";
  stored.record.value = "1";
  stored.record.headers = {{"h", "v"}, {"n", std::nullopt}};
  ASSERT_TRUE(builder_.add(stored, &built_).ok());
  EXPECT_EQ(objects(),
            "partition=2/demo.x+2+0000000007.json=1,;"
            "partition=2/demo.x+2+0000000007.keys.json=\"k\",;"
            "partition=2/demo.x+2+0000000007.headers.json="
            "[{\"key\":\"h\",\"value\":\"v\"},{\"key\":\"n\",\"value\":null}],;");
  EXPECT_NE(add("1").message().find("no key"), std::string::npos);
}

TEST_F(ObjectBuilderTest, WritesTheKeysOfTombstonesToTheirOwnFolder) {
  config_.keys_format.emplace();
  config_.write_null_values = true;
  config_.flush_size = 2;
  for (auto value : {std::optional<std::string>("1"), {}}) {
    StoredRecord stored{Offset{next_++}, {}};
    stored.record.key = "k";
    stored.record.value = value;
    ASSERT_TRUE(builder_.add(stored, &built_).ok());
  }
  EXPECT_EQ(objects(),
            "partition=2/demo.x+2+0000000000.json=1,;"
            "partition=2/demo.x+2+0000000000.keys.json=\"k\",;"
            "tombstone/demo.x+2+0000000001.keys.json=\"k\",;");
}

TEST_F(ObjectBuilderTest, WritesTransformedRecordsWhereTheirTopicIs) {
  config_.transforms = read_transforms({{"transforms", "r"},
                                        {"transforms.r.type", "RegexRouter"},
                                        {"transforms.r.regex", "demo.(.*)"},
                                        {"transforms.r.replacement", "y"}},
                                       [](const auto&, const auto&) { FAIL(); });
  ASSERT_TRUE(add("1").ok());
  EXPECT_EQ(built_[0].objects[0].key, "topics/y/partition=2/y+2+0000000000.json");
}

TEST_F(ObjectBuilderTest, LeavesOutWhatAFilterDoes) {
  config_.transforms = read_transforms({{"transforms", "f"}, {"transforms.f.type", "Filter"}},
                                       [](const auto&, const auto&) { FAIL(); });
  ASSERT_TRUE(add("1").ok());
  EXPECT_EQ(builder_.skipped().size(), 1u);
  EXPECT_EQ(builder_.skipped()[0].reason, "");
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
