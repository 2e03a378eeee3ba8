#include "gateway/kinesis/permission.h"

#include "gateway/kinesis/read_json.h"
#include "gateway/kinesis/service_model.h"
#include "gateway/kinesis/test_door.h"

namespace pinflow::gateway::kinesis {
namespace {

const Credential kAlice{"alice", "AKIDALICE", "secret", ""};

class PermissionTest : public KinesisTest {
 protected:
  PermissionTest() {
    make_stream(2);
    deny(std::string(kArn), "kinesis:Get*");
  }

  void deny(const std::string& arn, const std::string& action) {
    EXPECT_EQ(ask("PutResourcePolicy",
                  R"({"ResourceARN":")" + arn +
                      R"(","Policy":"{\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\",)" +
                      R"(\"Action\":\")" + action + R"(\"}}"})"),
              "200 ");
  }
  bool may(std::string_view action, const std::string& body) {
    Service service(log_, options(clock_));
    Arena arena;
    auto input = read_json(body, *find_operation(action)->input, &arena);
    EXPECT_TRUE(input.ok()) << input.status().message();
    return check_permission(service, kAlice, action, *input).ok();
  }

  static constexpr std::string_view kArn = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
};

TEST_F(PermissionTest, AnIteratorIsOfItsStream) {
  EXPECT_FALSE(may("GetRecords", R"({"ShardIterator":")" + iterator("LATEST") + "\"}"));
  EXPECT_TRUE(may("GetRecords", R"({"ShardIterator":"garbage"})"));
  EXPECT_FALSE(may("GetShardIterator", R"({"StreamName":"orders"})"));
  EXPECT_TRUE(may("PutRecord", R"({"StreamName":"orders"})"));
}

TEST_F(PermissionTest, APageIsOfItsStream) {
  std::string token =
      text_in(ask("ListShards", R"({"StreamName":"orders","MaxResults":1})"), "NextToken");
  EXPECT_TRUE(may("ListShards", R"({"NextToken":")" + token + "\"}"));
  deny(std::string(kArn), "kinesis:List*");
  EXPECT_FALSE(may("ListShards", R"({"NextToken":")" + token + "\"}"));
}

TEST_F(PermissionTest, AConsumerHasAPolicyOfItsOwn) {
  std::string made = ask("RegisterStreamConsumer",
                         R"({"ConsumerName":"c","StreamARN":")" + std::string(kArn) + "\"}");
  size_t begin = made.find("arn:aws");
  std::string consumer = made.substr(begin, made.find('"', begin) - begin);
  std::string body = R"({"ConsumerARN":")" + consumer + "\"}";
  EXPECT_TRUE(may("SubscribeToShard", body));
  deny(consumer, "kinesis:SubscribeToShard");
  EXPECT_FALSE(may("SubscribeToShard", body));
  EXPECT_TRUE(may("DescribeStreamConsumer", body));
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
