#include "gateway/kinesis/stage_template.h"

#include <gtest/gtest.h>

#include "base/base64.h"

namespace pinflow::gateway::kinesis {
namespace {

std::string record(std::string_view body, DataForm form = DataForm::kJson) {
  auto made = put_record_body("orders", body, form);
  return made.ok() ? *made : std::string(made.status().name());
}

TEST(StageTemplate, StoresDataAsItsJsonText) {
  const std::pair<const char*, const char*> kData[] = {
      {R"({ "index": 1 , "a": "é" })", R"({"index":1,"a":"é"})"},
      {R"("text")", R"("text")"},  // With its quotes.
      {R"([ {"a":1} ])", R"([{"a":1}])"},
      {"7", "7"},
  };
  for (const auto& [sent, stored] : kData) {
    EXPECT_EQ(
        record(R"({"StreamName":"other","Data":)" + std::string(sent) + R"(,"PartitionKey":"k"})"),
        R"({"StreamName":"orders","Data":")" + base64_encode(stored) + R"(","PartitionKey":"k"})");
  }
}

TEST(StageTemplate, TakesBase64FromClientsOfTheServiceItself) {
  EXPECT_EQ(record(R"({"Data":"aGk=","PartitionKey":"k"})", DataForm::kBase64),
            R"({"StreamName":"orders","Data":"aGk=","PartitionKey":"k"})");
}

TEST(StageTemplate, KeepsTheActionsOwnErrorForWhatIsMissing) {
  EXPECT_EQ(record(R"({"Data":1})"), R"({"StreamName":"orders","Data":"MQ=="})");
  EXPECT_EQ(record(R"({"Data":1,"PartitionKey":7})"),
            R"({"StreamName":"orders","Data":"MQ==","PartitionKey":"7"})");
  EXPECT_EQ(record("{"), "SerializationException");
  EXPECT_EQ(record("[]"), "SerializationException");
}

TEST(StageTemplate, TakesRecordsInBothSpellings) {
  const std::string expected =
      R"({"StreamName":"orders","Records":[{"Data":"eyJhIjoxfQ==","PartitionKey":"k"}]})";
  EXPECT_EQ(*put_records_body("orders", R"({"records":[{"data":{"a":1},"partition-key":"k"}]})",
                              DataForm::kJson),
            expected);
  EXPECT_EQ(*put_records_body("orders", R"({"Records":[{"Data":{"a":1},"PartitionKey":"k"}]})",
                              DataForm::kJson),
            expected);
  EXPECT_FALSE(put_records_body("orders", R"({"rows":[]})", DataForm::kJson).ok());
}

TEST(StageTemplate, MakesFiveShardsWhereNoCountIsGiven) {
  const char* five = R"({"StreamName":"orders","ShardCount":5})";
  for (const char* body : {"", "{}", R"({"ShardCount":""})", R"({"ShardCount":null})"}) {
    EXPECT_EQ(*create_stream_body("orders", body), five) << body;
  }
  EXPECT_EQ(*create_stream_body("orders", R"({"ShardCount": 2})"),
            R"({"StreamName":"orders","ShardCount":2})");
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
