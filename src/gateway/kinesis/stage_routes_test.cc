#include "gateway/kinesis/stage_routes.h"

#include "gateway/kinesis/test_door.h"
#include "gateway/test_request.h"

namespace pinflow::gateway::kinesis {
namespace {

class StageRoutes : public KinesisTest {
 protected:
  StageRoutes() { add_stage_routes(router_, door_, *gatekeeper_); }

  std::string send(std::string method, std::string_view target, std::string body = "",
                   http::Fields headers = {}) {
    return line(
        gateway::ask(router_, std::move(method), target, std::move(body), std::move(headers)));
  }

  std::unique_ptr<Gatekeeper> gatekeeper_ = std::move(*Gatekeeper::open({}, {}));
  http::Router router_;
};

TEST_F(StageRoutes, CarryTheWholeTutorial) {
  EXPECT_EQ(send("POST", "/streams/orders", R"({"ShardCount":1})"), "200 ");
  EXPECT_EQ(send("GET", "/streams").substr(0, 30), R"(200 {"StreamNames":["orders"],)");
  EXPECT_NE(send("GET", "/streams/orders").find("StreamDescription"), std::string::npos);
  EXPECT_EQ(send("PUT", "/streams/orders/record",
                 R"({"StreamName":"{self.stream_name}","Data":{"a":1},"PartitionKey":"test"})")
                .substr(0, 4),
            "200 ");
  EXPECT_EQ(
      send("PUT", "/streams/record?stream-name=orders", R"({"Data":"x","PartitionKey":"test"})")
          .substr(0, 4),
      "200 ");
  for (const char* method : {"PUT", "POST"}) {
    EXPECT_NE(
        send(method, "/streams/orders/records", R"({"records":[{"data":[1],"partition-key":"p"}]})")
            .find("\"FailedRecordCount\":0"),
        std::string::npos);
  }
  EXPECT_EQ(log_.values("orders"), R"({"a":1}|"x"|[1]|[1])");
  std::string iterator = text_in(
      send("GET", "/streams/orders/sharditerator?shard-id=shardId-000000000000"), "ShardIterator");
  std::string records = send("GET", "/streams/orders/records", "", {{"Shard-Iterator", iterator}});
  EXPECT_NE(records.find(R"("Data":"eyJhIjoxfQ==")"), std::string::npos) << records;
  EXPECT_EQ(send("DELETE", "/streams/orders", "{}"), "200 ");
}

TEST_F(StageRoutes, AnswerTheServicesErrors) {
  EXPECT_EQ(send("GET", "/streams/nothing"),
            R"(400 {"__type":"ResourceNotFoundException","message":"Stream nothing under account )"
            R"(000000000000 not found."})");
  send("POST", "/streams/orders");
  EXPECT_EQ(log_.topic("orders")->config.partition_count, 5);
  EXPECT_EQ(send("PUT", "/streams/orders/record", R"({"Data":1})").substr(0, 33),
            R"(400 {"__type":"ValidationExceptio)");
  EXPECT_EQ(send("PUT", "/streams/orders/record", "{"),
            R"(400 {"__type":"SerializationException"})");
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
