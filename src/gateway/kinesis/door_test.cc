#include "gateway/kinesis/door.h"

#include "gateway/kinesis/actions.h"
#include "gateway/kinesis/test_door.h"

namespace pinflow::gateway::kinesis {
namespace {

class Door : public KinesisTest {
 protected:
  http::Response send(std::string_view operation, std::string body, std::string_view type) {
    http::Request request;
    request.method = "POST";
    request.body = std::move(body);
    request.headers = {{"Content-Type", std::string(type)},
                       {"X-Amz-Target", "Kinesis_20131202." + std::string(operation)},
                       {"Authorization",
                        "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=c, "
                        "Signature=d"},
                       {"X-Amz-Date", "20260101T000000Z"}};
    return http::wait(door_.answer(request));
  }
};

constexpr const char* kJson = "application/x-amz-json-1.1";
constexpr const char* kCbor = "application/x-amz-cbor-1.1";

TEST_F(Door, HasAnActionForEveryOperation) {
  for (const Operation& operation : operations()) {
    bool waits = operation.name.starts_with("PutRecord") || operation.name == "SubscribeToShard";
    EXPECT_TRUE(waits || find_action(operation.name)) << operation.name;
  }
  EXPECT_EQ(find_action("ListStreams"), list_streams);
  EXPECT_EQ(find_action("Nothing"), nullptr);
}

TEST_F(Door, SpeaksBothEncodings) {
  auto json = send("ListStreams", "{}", kJson);
  EXPECT_EQ(json.content_type, kJson);
  EXPECT_EQ(json.body, R"({"StreamNames":[],"HasMoreStreams":false,"StreamSummaries":[]})");
  auto cbor = send("ListStreams", "\xa0", kCbor);
  EXPECT_EQ(cbor.content_type, kCbor);
  EXPECT_EQ(cbor.body.substr(0, 13), "\xbf\x6bStreamNames");
  EXPECT_EQ(send("DescribeStream", "\xa1\x6aStreamName\x61x", kCbor).body.substr(0, 8),
            "\xbf\x66__type");
}

TEST_F(Door, AnswersWithIdsOfTheRequest) {
  auto response = send("ListStreams", "{}", kJson);
  EXPECT_EQ(http::find_field(response.headers, "x-amzn-RequestId")->size(), 36u);
  EXPECT_EQ(http::find_field(response.headers, "x-amz-id-2")->size(), 96u);
}

TEST_F(Door, TellsWhatItCannotReadBeforeItLooksAtAnythingElse) {
  EXPECT_EQ(send("ListStreams", "x", kJson).body, R"({"__type":"SerializationException"})");
  EXPECT_EQ(send("Nothing", "x", kJson).body, R"({"__type":"SerializationException"})");
  EXPECT_EQ(send("Nothing", "{}", kJson).body, R"({"__type":"UnknownOperationException"})");
  EXPECT_EQ(send("ListStreams", "{}", "text/plain").status, 404);
  http::Request unsigned_request;
  unsigned_request.body = R"({"Limit":"x"})";
  unsigned_request.headers = {{"Content-Type", kJson},
                              {"X-Amz-Target", "Kinesis_20131202.ListStreams"}};
  EXPECT_EQ(http::wait(door_.answer(unsigned_request)).body,
            R"({"__type":"MissingAuthenticationTokenException","message":"Missing Authentication )"
            R"(Token"})");
  EXPECT_EQ(send("ListStreams", R"({"Limit":"x"})", kJson).body,
            R"({"__type":"SerializationException","Message":"class java.lang.String can not be )"
            R"(converted to an Integer"})");
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
