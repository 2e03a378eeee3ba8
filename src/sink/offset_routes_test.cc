#include "sink/offset_routes.h"

#include <gtest/gtest.h>

#include "sink/connect_fixture.h"

namespace pinflow::sink {
namespace {

TEST_F(ConnectRoutesTest, ChangesOffsetsOfAStoppedConnector) {
  for (const char* value : {"1", "2", "3"}) log_.add({"t", model::Partition{0}}, value);
  create();
  ASSERT_TRUE(connector().drain().ok());
  auto offsets = [](const std::string& place) {
    return R"({"offsets":[{"partition":{"kafka_topic":"t","kafka_partition":0},"offset":)" + place +
           "}]}";
  };
  EXPECT_EQ(send("GET", "/connectors/c/offsets").body, offsets(R"({"kafka_offset":3})"));
  http::Response running = send("PATCH", "/connectors/c/offsets", offsets(R"({"kafka_offset":1})"));
  EXPECT_EQ(running.status, 400);
  EXPECT_NE(running.body.find("STOPPED"), std::string::npos);
  ASSERT_EQ(send("PUT", "/connectors/c/stop").status, 204);
  EXPECT_EQ(send("PATCH", "/connectors/c/offsets", offsets(R"({"kafka_offset":1})")).body,
            R"({"message":"The offsets for this connector have been altered successfully"})");
  EXPECT_EQ(send("GET", "/connectors/c/offsets").body, offsets(R"({"kafka_offset":1})"));
  EXPECT_EQ(send("PATCH", "/connectors/c/offsets", offsets(R"({"kafka_offset":4})")).status, 400);
  EXPECT_EQ(send("PATCH", "/connectors/c/offsets", offsets(R"({"kafka_offset":"x"})")).status, 400);
  EXPECT_EQ(send("DELETE", "/connectors/c/offsets").status, 200);
  EXPECT_EQ(send("GET", "/connectors/c/offsets").body, R"({"offsets":[]})");
  EXPECT_EQ(send("PATCH", "/connectors/c/offsets", offsets("null")).status, 200);
}

}  // namespace
}  // namespace pinflow::sink
