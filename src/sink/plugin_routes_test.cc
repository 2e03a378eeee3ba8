#include "sink/plugin_routes.h"

#include <gtest/gtest.h>

#include "json/document.h"
#include "sink/connect_fixture.h"

namespace pinflow::sink {
namespace {

TEST_F(ConnectRoutesTest, ValidatesPropertiesInConnectsShape) {
  EXPECT_EQ(send("GET", "/connector-plugins").body,
            R"([{"class":"io.confluent.connect.s3.S3SinkConnector","type":"sink",)"
            R"("version":"10.5.17"}])");
  http::Response answer =
      send("PUT", "/connector-plugins/S3SinkConnector/config/validate",
           R"({"connector.class":"io.confluent.connect.s3.S3SinkConnector","format.class":"x",)"
           R"("topics":"t","s3.bucket.name":"b","storage.class":"S3Storage","odd":"1"})");
  EXPECT_EQ(answer.status, 200);
  json::Parser parser;
  json::Element root = *parser.parse(answer.body);
  EXPECT_EQ(root["error_count"]->as_integer(), 3);  // flush.size, format.class, odd
  EXPECT_EQ(root["groups"]->size(), 9u);
  EXPECT_NE(
      answer.body.find(
          R"({"definition":{"name":"flush.size","type":"INT","required":true,)"
          R"("default_value":null,"importance":"HIGH","documentation":"records in an object",)"
          R"("group":"Connector","width":"LONG","display_name":"flush.size",)"
          R"("dependents":[],"order":2},"value":{"name":"flush.size","value":null,)"
          R"("recommended_values":[],"errors":["Missing required configuration )"
          R"(\"flush.size\" which has no default value."],"visible":true}})"),
      std::string::npos);
  EXPECT_NE(answer.body.find(
                R"({"definition":null,"value":{"name":"odd","value":"1","recommended_values":[],)"),
            std::string::npos);
  EXPECT_EQ(send("PUT", "/connector-plugins/FileSink/config/validate", "{}").status, 404);
  EXPECT_EQ(
      send("PUT", "/connector-plugins/S3Sink/config/validate", R"({"connector.class":"FileSink"})")
          .status,
      400);
  EXPECT_EQ(send("GET", "/connector-plugins/S3SinkConnector/config").status, 200);
}

}  // namespace
}  // namespace pinflow::sink
