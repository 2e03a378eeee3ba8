#include "gateway/kinesis/shard_meter.h"

#include <gtest/gtest.h>

#include "gateway/kinesis/test_door.h"

namespace pinflow::gateway::kinesis {
namespace {

UnixMillis at(int64_t millis) { return UnixMillis(std::chrono::milliseconds(millis)); }

TEST(ShardMeters, GiveAThousandRecordsASecondToEachShard) {
  ShardMeters meters;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(meters.take_write(0, 1, at(5'000)));
  EXPECT_FALSE(meters.take_write(0, 1, at(5'000)));
  EXPECT_TRUE(meters.take_write(1, 1, at(5'000)));
  EXPECT_TRUE(meters.take_write(0, 1, at(5'001)));
  EXPECT_FALSE(meters.take_write(0, 1, at(5'001)));
}

TEST(ShardMeters, GiveAMebibyteASecond) {
  ShardMeters meters;
  EXPECT_TRUE(meters.take_write(0, 1 << 20, at(5'000)));
  EXPECT_FALSE(meters.take_write(0, 1 << 20, at(5'500)));
  EXPECT_TRUE(meters.take_write(0, 1 << 20, at(6'000)));
  EXPECT_FALSE(meters.take_write(0, 4 << 20, at(6'500)));
  EXPECT_TRUE(meters.take_write(0, 4 << 20, at(7'000)));
  EXPECT_FALSE(meters.take_write(0, 1, at(9'999)));
}

TEST(ShardMeters, MakeReadersWaitAfterALargeAnswer) {
  ShardMeters meters;
  EXPECT_TRUE(meters.take_read(0, at(5'000)));
  meters.add_read_bytes(0, 10 << 20);
  EXPECT_FALSE(meters.take_read(0, at(8'900)));
  EXPECT_TRUE(meters.take_read(0, at(9'100)));
}

class LimitedShards : public KinesisTest {
 protected:
  static KinesisOptions limited(const Clock& clock) {
    KinesisOptions told = options(clock);
    told.has_shard_limits = true;
    return told;
  }
  std::string ask_limited(std::string_view operation, std::string body) {
    auto response = http::wait(limited_.invoke(operation, std::move(body), "127.0.0.1"));
    return std::to_string(response.status) + " " + response.body;
  }

  KinesisDoor limited_{log_, limited(clock_)};
};

TEST_F(LimitedShards, ThrottleEachRecordByItself) {
  make_stream();
  std::string large = base64_encode(std::string(600'000, 'x'));
  std::string record = R"({"PartitionKey":"k","Data":")" + large + R"("})";
  std::string answer = ask_limited(
      "PutRecords", R"({"StreamName":"orders","Records":[)" + record + "," + record + "]}");
  EXPECT_EQ(answer.substr(0, 4), "200 ");
  EXPECT_NE(answer.find("\"FailedRecordCount\":1"), std::string::npos);
  EXPECT_EQ(log_.records("orders", 0).size(), 1u);
  answer = ask_limited("PutRecord", R"({"StreamName":"orders",)" + record.substr(1));
  EXPECT_EQ(answer,
            R"(400 {"__type":"ProvisionedThroughputExceededException","message":"Rate exceeded )"
            R"(for shard shardId-000000000000 in stream orders under account 000000000000."})");
  std::string read = R"({"ShardIterator":")" + iterator("TRIM_HORIZON") + R"("})";
  // Reads give out 600,000 bytes each: four make the fifth wait.
  for (int i = 0; i < 4; ++i) EXPECT_EQ(ask_limited("GetRecords", read).substr(0, 4), "200 ") << i;
  EXPECT_NE(ask_limited("GetRecords", read).find("ThroughputExceeded"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
