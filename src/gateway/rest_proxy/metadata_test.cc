#include "gateway/rest_proxy/metadata.h"

#include <gtest/gtest.h>

#include "gateway/test_event_log.h"
#include "gateway/test_request.h"

namespace pinflow::gateway {
namespace {

class MetadataTest : public testing::Test {
 protected:
  MetadataTest() {
    eventlog::TopicConfig config;
    config.partition_count = 2;
    config.retention_time = std::chrono::hours(1);
    check(log_.create_topic("orders", config).ok());
    check(log_.append_and_wait("orders", model::Partition{1}, {{{}, "a", {}, {}}}).ok());
  }

  MemoryEventLog log_;
};

constexpr const char* kPartition1 =
    R"({"partition":1,"leader":1,"replicas":[{"broker":1,"leader":true,"in_sync":true}]})";

TEST_F(MetadataTest, HasTheShapesOfTheRestProxy) {
  EXPECT_EQ(line(brokers_answer()), R"(200 {"brokers":[1]})");
  auto all = [](std::string_view) { return true; };
  auto none = [](std::string_view) { return false; };
  EXPECT_EQ(line(topics_answer(log_, all)), R"(200 ["orders"])");
  EXPECT_EQ(line(topics_answer(log_, none)), "200 []");
  EXPECT_EQ(line(partition_answer(log_, "orders", "1")), std::string("200 ") + kPartition1);
  std::string partitions = partitions_answer(log_, "orders").body;
  EXPECT_TRUE(partitions.starts_with(R"([{"partition":0,)") &&
              partitions.ends_with(std::string(kPartition1) + "]"));
  EXPECT_EQ(line(offsets_answer(log_, "orders", "1")),
            R"(200 {"beginning_offset":0,"end_offset":1})");
  EXPECT_EQ(topic_answer(log_, "orders").body,
            R"({"name":"orders","configs":{"cleanup.policy":"delete",)"
            R"("max.message.bytes":"1048576","retention.bytes":"-1","retention.ms":"3600000"},)"
            R"("partitions":)" +
                partitions + "}");
}

TEST_F(MetadataTest, SaysWhatIsNotFound) {
  constexpr const char* kTopic = R"(404 {"error_code":40401,"message":"Topic not found."})";
  constexpr const char* kPartition = R"(404 {"error_code":40402,"message":"Partition not found."})";
  EXPECT_EQ(line(topic_answer(log_, "none")), kTopic);
  EXPECT_EQ(line(partitions_answer(log_, "none")), kTopic);
  EXPECT_EQ(line(partition_answer(log_, "none", "0")), kTopic);
  EXPECT_EQ(line(offsets_answer(log_, "none", "0")), kTopic);
  for (const char* partition : {"2", "-1", "x", "1x", "99999999999"}) {
    EXPECT_EQ(line(partition_answer(log_, "orders", partition)), kPartition) << partition;
    EXPECT_EQ(line(offsets_answer(log_, "orders", partition)), kPartition) << partition;
  }
}

}  // namespace
}  // namespace pinflow::gateway
