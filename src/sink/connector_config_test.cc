#include "sink/connector_config.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

// The file that the exercise's clients use, as it is.
constexpr const char* kFile = R"(connector.class=io.confluent.connect.s3.S3SinkConnector
s3.region=us-east-1
flush.size=1
schema.compatibility=NONE
tasks.max=3
topics.regex=0a1b2c.*
format.class=io.confluent.connect.s3.format.json.JsonFormat
partitioner.class=io.confluent.connect.storage.partitioner.DefaultPartitioner
value.converter.schemas.enable=false
value.converter=org.apache.kafka.connect.json.JsonConverter
storage.class=io.confluent.connect.s3.storage.S3Storage
key.converter=org.apache.kafka.connect.storage.StringConverter
s3.bucket.name=user-0a1b2c-bucket
)";

Properties with(const Properties& changes) {
  Properties properties = *parse_properties(kFile);
  for (const auto& [name, value] : changes) properties[name] = value;
  return properties;
}

std::string error(const Properties& changes) {
  return parse_connector_config(with(changes)).status().message();
}

TEST(ConnectorConfig, TakesTheExercisesPropertiesUnchanged) {
  auto config = parse_connector_config(*parse_properties(kFile));
  ASSERT_TRUE(config.ok()) << config.status().message();
  EXPECT_EQ(config->name, "s3-sink");
  EXPECT_EQ(config->bucket, "user-0a1b2c-bucket");
  EXPECT_EQ(config->flush_size, 1);
  EXPECT_EQ(config->topics_dir, "topics");
  EXPECT_EQ(config->store.region, "us-east-1");
  EXPECT_FALSE(config->rotate_interval);
  EXPECT_FALSE(config->ignore_null_values);
  EXPECT_EQ(config->without_effect, std::vector<std::string>{});
}

TEST(ConnectorConfig, MatchesTheWholeTopicName) {
  auto config = parse_connector_config(with({}));
  EXPECT_TRUE(config->takes("0a1b2c.pin"));
  EXPECT_TRUE(config->takes("0a1b2c_geo"));
  EXPECT_FALSE(config->takes("x0a1b2c.pin"));
  EXPECT_FALSE(parse_connector_config(with({{"topics.regex", "a"}}))->takes("ab"));
}

TEST(ConnectorConfig, TakesAListOfTopics) {
  Properties properties = with({{"topics", "a.pin, a.geo,a.user"}});
  properties.erase("topics.regex");
  auto config = parse_connector_config(properties);
  EXPECT_TRUE(config->takes("a.geo"));
  EXPECT_FALSE(config->takes("a.geo2"));
  properties["topics"] = "a,,b";
  EXPECT_FALSE(parse_connector_config(properties).ok());
}

TEST(ConnectorConfig, ReadsWhenObjectsAreClosedAndWhatIsTolerated) {
  auto config = parse_connector_config(with({{"flush.size", "10000"},
                                             {"rotate.interval.ms", "60000"},
                                             {"rotate.schedule.interval.ms", "-1"},
                                             {"topics.dir", ""},
                                             {"filename.offset.zero.pad.width", "12"},
                                             {"behavior.on.null.values", "ignore"},
                                             {"errors.tolerance", "all"}}));
  ASSERT_TRUE(config.ok()) << config.status().message();
  EXPECT_EQ(config->flush_size, 10'000);
  EXPECT_EQ(config->rotate_interval, std::chrono::minutes(1));
  EXPECT_FALSE(config->rotate_schedule_interval);
  EXPECT_EQ(config->topics_dir, "");
  EXPECT_EQ(config->offset_pad_width, 12);
  EXPECT_TRUE(config->ignore_null_values);
  EXPECT_TRUE(config->skip_bad_records);
}

TEST(ConnectorConfig, NamesWhatIsWrong) {
  EXPECT_EQ(error({{"flush.sise", "1"}}),
            "unknown option 'flush.sise'; did you mean 'flush.size'?");
  EXPECT_EQ(error({{"flush.size", ""}}),
            "Missing required configuration \"flush.size\" which has no default value.");
  EXPECT_EQ(
      error({{"flush.size", "0"}}),
      "Invalid value 0 for configuration flush.size: not a whole number from 1 to 2147483647");
  EXPECT_NE(error({{"flush.size", "1k"}}).find("whole number"), std::string::npos);
  EXPECT_NE(error({{"topics", "a"}}).find("'topics.regex'"), std::string::npos);
  EXPECT_NE(error({{"topics.regex", "("}}).find("configuration topics.regex"), std::string::npos);
  EXPECT_NE(error({{"topics.regex", "(?!x).*"}}).find("lookahead is not supported"),
            std::string::npos);
  EXPECT_NE(error({{"s3.compression.type", "zip"}}).find("supported: 'none', 'gzip', 'zstd'"),
            std::string::npos);
  EXPECT_NE(error({{"partitioner.class", "a.FieldPartitioner"}}).find("DefaultPartitioner"),
            std::string::npos);
}

TEST(ConnectorConfig, TellsEverythingThatIsWrongAtOnce) {
  auto checked = check_connector_config({{"flush.size", "x"}, {"topics", "a"}, {"Name", "c"}});
  std::vector<std::string> options;
  for (const OptionError& error : checked.errors) options.push_back(error.option);
  EXPECT_EQ(options, (std::vector<std::string>{"Name", "connector.class", "format.class",
                                               "s3.bucket.name", "storage.class", "flush.size"}));
}

TEST(ConnectorConfig, ReadsPartitionersAndWhatTheyNeed) {
  auto fields = parse_connector_config(
      with({{"partitioner.class", "FieldPartitioner"}, {"partition.field.name", "a, b"}}));
  ASSERT_TRUE(fields.ok()) << fields.status().message();
  EXPECT_EQ(fields->partition.fields, (std::vector<std::string>{"a", "b"}));
  Properties daily = {{"partitioner.class", "DailyPartitioner"},
                      {"timezone", "Europe/London"},
                      {"locale", "en-US"},
                      {"timestamp.extractor", "RecordField"},
                      {"timestamp.field", "at"}};
  auto config = parse_connector_config(with(daily));
  ASSERT_TRUE(config.ok()) << config.status().message();
  EXPECT_EQ(config->partition.kind, PartitionRule::Kind::kTime);
  EXPECT_EQ(config->partition.timestamp.field, "at");
  EXPECT_EQ(config->partition.path_format.text(UnixMillis{}, TimeZone()),
            "year=1970/month=01/day=01");
  daily.erase("locale");
  EXPECT_EQ(error(daily), "locale is needed by partitioners that go by time");
  EXPECT_NE(error({{"partitioner.class", "FieldPartitioner"}}).find("partition.field.name"),
            std::string::npos);
  EXPECT_NE(error({{"partitioner.class", "TimeBasedPartitioner"}}).find("partition.duration.ms"),
            std::string::npos);
  EXPECT_NE(error({{"timezone", "Mars/Olympus"}}).find("no such zone"), std::string::npos);
}

TEST(ConnectorConfig, ReadsFormatsKeysHeadersAndCompression) {
  auto config = parse_connector_config(with({{"format.class", "ByteArrayFormat"},
                                             {"value.converter", "ByteArrayConverter"},
                                             {"format.bytearray.extension", ".raw"},
                                             {"s3.compression.type", "gzip"},
                                             {"s3.compression.level", "9"},
                                             {"store.kafka.keys", "true"},
                                             {"keys.format.class", "JsonFormat"},
                                             {"behavior.on.null.values", "write"}}));
  ASSERT_TRUE(config.ok()) << config.status().message();
  EXPECT_EQ(config->format.extension, ".raw");
  EXPECT_EQ(config->compression->codec, Codec::kGzip);
  EXPECT_EQ(config->compression->level, 9);
  EXPECT_TRUE(config->keys_format);
  EXPECT_FALSE(config->headers_format);
  EXPECT_TRUE(config->write_null_values);
  EXPECT_NE(error({{"format.class", "ByteArrayFormat"}}).find("ByteArrayConverter"),
            std::string::npos);
  EXPECT_NE(error({{"store.kafka.headers", "true"}}).find("AvroFormat, is not supported"),
            std::string::npos);
  EXPECT_NE(error({{"behavior.on.null.values", "write"}}).find("store.kafka.keys"),
            std::string::npos);
}

TEST(ConnectorConfig, ReadsParquetAndWhatItTakes) {
  Properties parquet = {{"format.class", "io.confluent.connect.s3.format.parquet.ParquetFormat"}};
  auto config = parse_connector_config(with(parquet));
  ASSERT_TRUE(config.ok()) << config.status().message();
  EXPECT_EQ(config->format.kind, FormatRule::Kind::kParquet);
  EXPECT_EQ(config->format.extension, ".snappy.parquet");
  EXPECT_EQ(config->format.codec, "snappy");
  parquet["parquet.codec"] = "none";
  EXPECT_EQ(parse_connector_config(with(parquet))->format.extension, ".parquet");
  EXPECT_EQ(parse_connector_config(with(parquet))->format.codec, "uncompressed");
  // Parquet compresses its own pages.
  parquet["s3.compression.type"] = "gzip";
  EXPECT_FALSE(parse_connector_config(with(parquet))->compression);
  parquet["parquet.codec"] = "lzo";
  EXPECT_NE(error(parquet).find("supported: 'snappy', 'none'"), std::string::npos);
  parquet["parquet.codec"] = "gzip";
  parquet["pinflow.keep.bad.values"] = "true";
  EXPECT_NE(error(parquet).find("JsonFormat"), std::string::npos);
  parquet.erase("pinflow.keep.bad.values");
  parquet["value.converter"] = "StringConverter";
  EXPECT_NE(error(parquet).find("ParquetFormat needs"), std::string::npos);
}

TEST(ConnectorConfig, NeverTakesItsOwnDeadLetters) {
  auto config = parse_connector_config(
      with({{"errors.tolerance", "all"}, {"errors.deadletterqueue.topic.name", "0a1b2c.dlq"}}));
  ASSERT_TRUE(config.ok()) << config.status().message();
  EXPECT_TRUE(config->takes("0a1b2c.pin"));
  EXPECT_FALSE(config->takes("0a1b2c.dlq"));
}

}  // namespace
}  // namespace pinflow::sink
