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
  EXPECT_EQ(check_choice(*format, "io.confluent.connect.s3.format.parquet.ParquetFormat").message(),
            "option 'format.class': value 'io.confluent.connect.s3.format.parquet.ParquetFormat' "
            "is not supported; supported: 'io.confluent.connect.s3.format.json.JsonFormat'");
}

}  // namespace
}  // namespace pinflow::sink
