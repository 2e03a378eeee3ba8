#include "gateway/kinesis/validate.h"

#include <gtest/gtest.h>

#include "gateway/kinesis/read_json.h"

namespace pinflow::gateway::kinesis {
namespace {

std::string errors(std::string_view operation, std::string_view body) {
  Arena arena;
  const Shape& shape = *find_operation(operation)->input;
  return validate(*read_json(body, shape, &arena), shape, 1 << 20).message();
}

TEST(Validate, TakesWhatKeepsAllLimits) {
  EXPECT_EQ(errors("CreateStream", R"({"StreamName":"a","ShardCount":1})"), "");
  EXPECT_EQ(errors("AddTagsToStream", R"({"StreamName":"a","Tags":{"k":""}})"), "");
}

// The texts and their order are the service's.
TEST(Validate, NamesEveryMemberThatIsOutsideInTheServicesOrder) {
  EXPECT_EQ(errors("MergeShards", R"({"StreamName":"@"})"),
            "3 validation errors detected: Value null at 'shardToMerge' failed to satisfy "
            "constraint: Member must not be null; Value null at 'adjacentShardToMerge' failed to "
            "satisfy constraint: Member must not be null; Value '@' at 'streamName' failed to "
            "satisfy constraint: Member must satisfy regular expression pattern: "
            "[a-zA-Z0-9_.-]+");
  EXPECT_EQ(errors("CreateStream", R"({"StreamName":"","ShardCount":0})"),
            "3 validation errors detected: Value '0' at 'shardCount' failed to satisfy "
            "constraint: Member must have value greater than or equal to 1; Value '' at "
            "'streamName' failed to satisfy constraint: Member must satisfy regular expression "
            "pattern: [a-zA-Z0-9_.-]+; Value '' at 'streamName' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1");
}

TEST(Validate, LooksIntoListsAndMaps) {
  EXPECT_EQ(errors("PutRecords", R"({"StreamName":"a","Records":[{"PartitionKey":"k"}]})"),
            "1 validation error detected: Value null at 'records.1.member.data' failed to satisfy "
            "constraint: Member must not be null");
  EXPECT_EQ(errors("AddTagsToStream", R"({"StreamName":"a","Tags":{"":"b"}})"),
            "1 validation error detected: Value '{=b}' at 'tags' failed to satisfy constraint: "
            "Map keys must satisfy constraint: [Member must have length less than or equal to "
            "128, Member must have length greater than or equal to 1]");
  EXPECT_EQ(errors("RemoveTagsFromStream", R"({"StreamName":"a","TagKeys":["","b"]})"),
            "1 validation error detected: Value '[, b]' at 'tagKeys' failed to satisfy "
            "constraint: Member must satisfy constraint: [Member must have length less than or "
            "equal to 128, Member must have length greater than or equal to 1]");
}

TEST(Validate, CountsCharactersAndNotBytes) {
  std::string key;
  for (int i = 0; i < 256; ++i) key += "\xc3\xa9";
  EXPECT_EQ(errors("PutRecord", R"({"Data":"","PartitionKey":")" + key + R"("})"), "");
  EXPECT_NE(errors("PutRecord", R"({"Data":"","PartitionKey":")" + key + R"(x"})"), "");
}

TEST(Validate, ReportsTenErrorsAtMost) {
  std::string records;
  for (int i = 0; i < 20; ++i) records += i == 0 ? "{}" : ",{}";
  EXPECT_EQ(errors("PutRecords", R"({"StreamName":"a","Records":[)" + records + "]}").substr(0, 29),
            "10 validation errors detected");
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
