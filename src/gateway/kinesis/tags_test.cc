#include "gateway/kinesis/tags.h"

#include "gateway/kinesis/test_door.h"

namespace pinflow::gateway::kinesis {
namespace {

class TagsTest : public KinesisTest {};

TEST_F(TagsTest, AStreamIsNotMadeWithTagsThatItCouldNotGetLater) {
  EXPECT_EQ(fault("CreateStream", R"({"StreamName":"orders","ShardCount":1,"Tags":{"a;":"b"}})"),
            "InvalidArgumentException: Some tags contain invalid characters. Valid characters: "
            "Unicode letters, digits, white space, _ . / = + - % @.");
  EXPECT_EQ(ask("CreateStream", R"({"StreamName":"orders","ShardCount":1,"Tags":{"a":"b"}})"),
            "200 ");
}

TEST_F(TagsTest, AConsumerHasNoMoreThanFifty) {
  make_stream();
  std::string tags;
  for (int i = 0; i < 51; ++i) tags += (i ? ",\"" : "\"") + std::to_string(i) + "\":\"v\"";
  constexpr std::string_view kArn = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
  EXPECT_EQ(fault("RegisterStreamConsumer", R"({"ConsumerName":"c","StreamARN":")" +
                                                std::string(kArn) + R"(","Tags":{)" + tags + "}}"),
            "InvalidArgumentException: Failed to add tags to consumer c because it cannot have "
            "more than 50 tags associated with it.");
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
