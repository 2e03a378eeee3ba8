#include "sink/validation.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

TEST(Validation, KnowsThePluginByClassAndByShortNames) {
  EXPECT_TRUE(names_plugin("io.confluent.connect.s3.S3SinkConnector"));
  EXPECT_TRUE(names_plugin("S3SinkConnector"));
  EXPECT_TRUE(names_plugin("S3Sink"));
  EXPECT_FALSE(names_plugin("FileStreamSink"));
}

TEST(Validation, ExplainsEveryErrorInALineOfItsOwn) {
  Properties properties = {{"connector.class", "S3SinkConnector"},
                           {"storage.class", "S3Storage"},
                           {"format.class", "JsonFormat"},
                           {"flush.size", "1"},
                           {"topics", "t"},
                           {"s3.bucket.name", "b"}};
  EXPECT_EQ(explain_errors(properties), "");
  properties["flush.size"] = "0";
  properties["topic.dir"] = "x";
  EXPECT_EQ(
      explain_errors(properties),
      "Connector configuration is invalid and contains the following 2 error(s):\n"
      "unknown option 'topic.dir'; did you mean 'topics.dir'?\n"
      "Invalid value 0 for configuration flush.size: not a whole number from 1 to 2147483647\n"
      "You can also find the above list of errors at the endpoint "
      "`/connector-plugins/S3SinkConnector/config/validate`");
}

TEST(Validation, ShowsNoPassword) {
  std::string shown = validation_json({{"aws.secret.access.key", "s3cret"}});
  EXPECT_EQ(shown.find("s3cret"), std::string::npos);
  EXPECT_NE(shown.find("[hidden]"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::sink
