#include "sink/connect_json.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

TEST(ConnectJson, ReadsTheOffsetsThatItWrites) {
  TopicPartition a{"t", model::Partition{0}};
  TopicPartition b{"t", model::Partition{1}};
  auto offsets = parse_offsets_json(offsets_json({{a, Offset{3}}, {b, Offset{4}}}));
  ASSERT_TRUE(offsets.ok()) << offsets.status().message();
  EXPECT_EQ(offsets->at(a), Offset{3});
  EXPECT_EQ(offsets->at(b), Offset{4});
}

TEST(ConnectJson, LeavesOutPartitionsOfWhichNothingWasTaken) {
  EXPECT_EQ(offsets_json({{{"t", model::Partition{0}}, Offset{0}}}), R"({"offsets":[]})");
}

TEST(ConnectJson, SaysHowOffsetsLookWhereTheyDoNot) {
  for (const char* wrong :
       {"{}", R"({"offsets":[]})", R"({"offsets":[{"partition":{"kafka_topic":"t"}}]})",
        R"({"offsets":[{"partition":{"kafka_topic":"t","kafka_partition":-1},"offset":null}]})",
        R"({"offsets":[{"partition":{"kafka_topic":"t","kafka_partition":0},"offset":3}]})"}) {
    Status status = parse_offsets_json(wrong).status();
    EXPECT_EQ(status.code(), Code::kInvalidArgument) << wrong;
    EXPECT_NE(status.message().find("kafka_offset"), std::string::npos) << wrong;
  }
}

}  // namespace
}  // namespace pinflow::sink
