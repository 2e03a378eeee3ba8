#include "gateway/rest_v3/records_request.h"

#include <gtest/gtest.h>

namespace pinflow::gateway {
namespace {

std::string shown(const ParsedRecord& parsed) {
  if (const auto* error = std::get_if<RestError>(&parsed)) {
    return std::to_string(error->error_code) + " " + error->message;
  }
  const auto& record = std::get<V3Record>(parsed).to_produce.record;
  return record.key.value_or("none") + "=" + record.value.value_or("none");
}

std::string only(std::string_view body) {
  auto records = parse_record_stream(body);
  return records.size() == 1 ? shown(records[0]) : std::to_string(records.size()) + " records";
}

TEST(RecordsRequest, ReadsRecordsOneAfterTheOther) {
  auto records = parse_record_stream(
      "{\"value\":{\"type\":\"JSON\",\"data\":{\"brace\":\"}\\\"\"}}}\r\n"
      R"({"key":{"type":"STRING","data":"k\u00e9"},"value":{"type":"BINARY","data":"AQI="}}{})");
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(shown(records[0]), R"(none={"brace":"}\""})");
  EXPECT_EQ(shown(records[1]), "ké=\x01\x02");
  EXPECT_EQ(shown(records[2]), "none=none");
  EXPECT_TRUE(parse_record_stream("  \n").empty());
}

TEST(RecordsRequest, KeepsNumbersAsTheyCame) {
  EXPECT_EQ(only(R"({"value":{"type":"JSON","data":[1.50, 1e3]}})"), "none=[1.50,1e3]");
}

TEST(RecordsRequest, ReadsPartitionHeadersAndTime) {
  auto records = parse_record_stream(
      R"({"partition_id":3,"headers":[{"name":"h","value":"aGk="},{"name":"n","value":null}],)"
      R"("timestamp":"1970-01-01T00:00:01Z","value":{"type":"JSON","data":1}})");
  const auto& produced = std::get<V3Record>(records.at(0)).to_produce;
  EXPECT_EQ(produced.partition, 3);
  EXPECT_EQ(to_int64(produced.record.timestamp), 1000);
  ASSERT_EQ(produced.record.headers.size(), 2u);
  EXPECT_EQ(produced.record.headers[0].value, "hi");
  EXPECT_EQ(produced.record.headers[1].value, std::nullopt);
  EXPECT_EQ(std::get<V3Record>(records.at(0)).value->size_bytes, 1u);
}

TEST(RecordsRequest, EachBadRecordHasItsError) {
  EXPECT_EQ(only(R"({"value":{"type":"AVRO","data":1}})").substr(0, 15), "400 value.type:");
  EXPECT_EQ(only(R"({"value":{"type":"STRING","data":1}})"), "400 value.data: not of type STRING");
  EXPECT_EQ(only(R"({"value":{"type":"BINARY","data":"?"}})"),
            "400 value.data: not of type BINARY");
  EXPECT_EQ(only(R"({"value":7})"), "400 value: an object is wanted");
  EXPECT_EQ(only(R"({"partition_id":"x"})"), "400 partition_id: an integer is wanted");
  EXPECT_EQ(only(R"({"timestamp":"soon"})").substr(0, 14), "400 timestamp:");
  EXPECT_EQ(only(R"({"headers":[{"value":"aGk="}]})").substr(0, 15), "400 headers[0]:");
  EXPECT_EQ(only(R"({"vale":{"type":"JSON","data":1}})"),
            "400 vale: there is no such member; did you mean 'value'?");
  EXPECT_EQ(only(R"({"value":{"type":"JSON","dat":1}})"),
            "400 value.dat: there is no such member; did you mean 'data'?");
  EXPECT_EQ(only(R"({"value":)"), "400 record: the JSON breaks off");
  EXPECT_EQ(only("[1]"), "400 record: an object is wanted");
  EXPECT_EQ(parse_record_stream(R"({"value":7}{"value":{"type":"JSON","data":1}})").size(), 2u);
}

TEST(RecordsRequest, BatchesHaveDistinctIdsAndALimit) {
  using Batch = std::vector<BatchEntry>;
  auto parsed = parse_record_batch(
      R"({"entries":[{"id":"1","value":{"type":"JSON","data":1}},{"id":"2","value":7}]})");
  const auto& batch = std::get<Batch>(parsed);
  ASSERT_EQ(batch.size(), 2u);
  EXPECT_EQ(batch[1].id, "2");
  EXPECT_EQ(shown(batch[0].record), "none=1");
  EXPECT_EQ(shown(batch[1].record), "400 value: an object is wanted");
  std::string many = R"({"entries":[{"id":"0"})";
  for (int i = 1; i <= 10; ++i) many += R"(,{"id":")" + std::to_string(i) + "\"}";
  many += "]}";
  for (const std::string& body :
       {std::string(R"({"entries":[]})"), std::string("{}"), many,
        std::string(R"({"entries":[{"id":"1"},{"id":"1"}]})"),
        std::string(R"({"entries":[{"id":""}]})"), std::string(R"({"entries":[7]})")}) {
    auto refused = parse_record_batch(body);
    ASSERT_TRUE(std::holds_alternative<RestError>(refused)) << body;
    EXPECT_EQ(std::get<RestError>(refused).error_code, 42208) << body;
  }
}

}  // namespace
}  // namespace pinflow::gateway
