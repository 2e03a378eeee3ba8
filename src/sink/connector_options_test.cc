#include "sink/connector_options.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

TEST(ConnectorOptions, NamesTheNearestOptionForAnUnknownOne) {
  Status status = find_option("flush.sise").status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_EQ(status.message(), "unknown option 'flush.sise'; did you mean 'flush.size'?");
}

TEST(ConnectorOptions, KnowsWholeFamiliesByTheirBeginning) {
  EXPECT_EQ((*find_option("consumer.override.max.poll.records"))->effect, Effect::kNone);
  EXPECT_EQ((*find_option("value.converter.schemas.enable"))->effect, Effect::kChoice);
  EXPECT_EQ((*find_option("value.converter.replace.null.with.default"))->effect, Effect::kNone);
}

TEST(ConnectorOptions, NamesOptionValueAndWhatIsSupported) {
  const Option* format = *find_option("format.class");
  EXPECT_TRUE(check_choice(*format, "io.confluent.connect.s3.format.json.JsonFormat").ok());
  EXPECT_TRUE(check_choice(*format, "JsonFormat").ok());
  EXPECT_FALSE(check_choice(*format, "org.example.JsonFormat").ok());
  EXPECT_EQ(check_choice(*format, "io.confluent.connect.s3.format.avro.AvroFormat").message(),
            "not supported; supported: 'JsonFormat', 'ByteArrayFormat', 'ParquetFormat'");
}

TEST(ConnectorOptions, HaveTheRealOnesTypesAndDefaults) {
  EXPECT_EQ(type_name((*find_option("flush.size"))->type), "INT");
  EXPECT_TRUE((*find_option("flush.size"))->is_required);
  EXPECT_EQ((*find_option("topics.dir"))->default_value, "topics");
  EXPECT_EQ((*find_option("timezone"))->default_value, "");
  EXPECT_EQ((*find_option("store.url"))->default_value, std::nullopt);
  EXPECT_EQ((*find_option("s3.part.size"))->default_value, "26214400");
}

}  // namespace
}  // namespace pinflow::sink
