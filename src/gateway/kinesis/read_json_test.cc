#include "gateway/kinesis/read_json.h"

#include <gtest/gtest.h>

#include "gateway/kinesis/fault.h"

namespace pinflow::gateway::kinesis {
namespace {

const Shape& json_shape_of(std::string_view operation) { return *find_operation(operation)->input; }

std::string json_fault(std::string_view operation, std::string_view body) {
  Arena arena;
  Status status = read_json(body, json_shape_of(operation), &arena).status();
  return std::string(status.name()) + ": " + status.message();
}

TEST(ReadJson, ReadsEveryKindOfMember) {
  Arena arena;
  auto put = read_json(R"({"StreamName":"a\u00e9\n","Data":"aGk=","Unknown":[{"x":[1]}]})",
                       json_shape_of("PutRecord"), &arena);
  ASSERT_TRUE(put.ok()) << put.status().message();
  EXPECT_EQ((*put)["StreamName"].text(), "a\xc3\xa9\n");
  EXPECT_EQ((*put)["Data"].text(), "hi");
  EXPECT_TRUE((*put)["PartitionKey"].is_null());
  auto create = read_json(R"({"ShardCount":3.7,"Tags":{"a":"b"},"StreamModeDetails":)"
                          R"({"StreamMode":"ON_DEMAND"}})",
                          json_shape_of("CreateStream"), &arena);
  EXPECT_EQ((*create)["ShardCount"].number(), 3);
  EXPECT_EQ((*create)["Tags"].values()[1].text(), "b");
  EXPECT_EQ((*create)["StreamModeDetails"]["StreamMode"].text(), "ON_DEMAND");
  auto iterator = read_json(R"({"Timestamp":1.5})", json_shape_of("GetShardIterator"), &arena);
  EXPECT_EQ((*iterator)["Timestamp"].number(), 1500);
}

// The texts are the service's.
TEST(ReadJson, TellsOfMembersOfAnotherType) {
  const std::string kind = "SerializationException: ";
  EXPECT_EQ(json_fault("PutRecord", R"({"StreamName":1})"),
            kind +
                "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be "
                "converted to an String");
  EXPECT_EQ(json_fault("PutRecord", R"({"StreamName":true})"),
            kind + "class java.lang.Boolean can not be converted to an String");
  EXPECT_EQ(json_fault("PutRecord", R"({"StreamName":[]})"),
            kind + "Start of list found where not expected");
  EXPECT_EQ(json_fault("PutRecord", R"({"StreamName":{}})"),
            kind + "Start of structure or map found where not expected.");
  EXPECT_EQ(json_fault("CreateStream", R"({"ShardCount":"1"})"),
            kind + "class java.lang.String can not be converted to an Integer");
  EXPECT_EQ(json_fault("DeleteStream", R"({"EnforceConsumerDeletion":"yes!"})"),
            kind + "'YES!' can not be converted to an Boolean");
  EXPECT_EQ(json_fault("PutRecords", R"({"Records":1})"), kind + "Expected list or null");
  EXPECT_EQ(json_fault("PutRecords", R"({"Records":[1]})"), kind + "Expected null");
  EXPECT_EQ(json_fault("AddTagsToStream", R"({"Tags":1})"), kind + "Expected map or null");
  EXPECT_EQ(json_fault("GetShardIterator", R"({"Timestamp":"x"})"),
            kind + "class java.lang.String can not be converted to milliseconds since epoch");
}

TEST(ReadJson, TellsWhatIsWrongWithABlob) {
  const std::string begin = "SerializationException: '";
  const std::string middle = "' can not be converted to a Blob: ";
  EXPECT_EQ(json_fault("PutRecord", R"({"Data":"abc"})"),
            begin + "abc" + middle +
                "Base64 encoded length is expected a multiple of 4 bytes but found: 3");
  EXPECT_EQ(json_fault("PutRecord", R"({"Data":"====wef="})"),
            begin + "====wef=" + middle + "Invalid Base64 character: '='");
  EXPECT_EQ(json_fault("PutRecord", R"({"Data":"+/+="})"),
            begin + "+/+=" + middle + "Invalid last non-pad Base64 character dectected");
  EXPECT_EQ(json_fault("PutRecord", R"({"Data":"a.cd"})"),
            begin + "a.cd" + middle + "Invalid Base64 character: '.'");
}

TEST(ReadJson, RefusesWhatIsNoObjectWithoutAWord) {
  for (const char* body : {"", "x", "1", "null", "[]", "{", R"({"StreamName":"a")", "{}x"}) {
    EXPECT_EQ(json_fault("PutRecord", body), "SerializationException: ") << body;
  }
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
