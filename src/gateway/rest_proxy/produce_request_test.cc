#include "gateway/rest_proxy/produce_request.h"

#include <gtest/gtest.h>

#include "eventlog/event_log.h"

namespace pinflow::gateway {
namespace {

std::string shown(const std::optional<std::string>& text) { return text.value_or("none"); }

// "key=value@partition" of each record, joined by a blank; or "status code message".
std::string parsed(std::string_view body, EmbeddedFormat format = EmbeddedFormat::kJson) {
  auto result = parse_produce(body, format);
  if (auto* error = std::get_if<RestError>(&result)) {
    return std::to_string(error->http_status) + " " + std::to_string(error->error_code) + " " +
           error->message;
  }
  std::string text;
  for (const auto& [record, partition] : std::get<0>(result)) {
    if (!text.empty()) text += " ";
    text += shown(record.key) + "=" + shown(record.value) + "@" +
            (partition ? std::to_string(*partition) : "any");
  }
  return text;
}

TEST(ProduceRequest, KeepsJsonValuesAsCompactText) {
  EXPECT_EQ(parsed(R"({ "records" : [ { "value" : { "a" : 1 , "b" : [ 1.50 ] } } ] })"),
            R"(none={"a":1,"b":[1.50]}@any)");
  EXPECT_EQ(parsed(R"({"records":[{"value":"text"},{"value":7},{"value":[{"a":1}]}]})"),
            R"(none="text"@any none=7@any none=[{"a":1}]@any)");
  EXPECT_EQ(parsed(R"({"records":[{"key":"k","value":1,"partition":2}]})"), R"("k"=1@2)");
  EXPECT_EQ(parsed(R"({"value_schema_id":null,"records":[{"value":1,"other":2}],"x":[]})"),
            "none=1@any");
}

TEST(ProduceRequest, NullValueIsATombstone) {
  EXPECT_EQ(parsed(R"({"records":[{"key":"k","value":null}]})"), R"("k"=none@any)");
  EXPECT_EQ(parsed(R"({"records":[{"key":"k"}]})"), R"("k"=none@any)");
  EXPECT_EQ(parsed(R"({"records":[{"key":null,"value":null,"partition":null}]})"), "none=none@any");
}

TEST(ProduceRequest, BinaryFormatIsBase64) {
  EXPECT_EQ(parsed(R"({"records":[{"key":"aw==","value":"dmFsdWU="}]})", EmbeddedFormat::kBinary),
            "k=value@any");
  EXPECT_EQ(parsed(R"({"records":[{"value":"\/\/4="}]})", EmbeddedFormat::kBinary),
            "none=\xff\xfe@any");
  EXPECT_EQ(parsed(R"({"records":[{"value":"dm"}]})", EmbeddedFormat::kBinary),
            "422 42203 records[0].value: the binary format takes base64 strings");
  EXPECT_EQ(parsed(R"({"records":[{"key":1,"value":""}]})", EmbeddedFormat::kBinary),
            "422 42203 records[0].key: the binary format takes base64 strings");
}

TEST(ProduceRequest, TextFormatIsTheStringItself) {
  EXPECT_EQ(parsed(R"({"records":[{"key":"k","value":"say \"h\u00e9\""}]})", EmbeddedFormat::kText),
            "k=say \"h\u00e9\"@any");
  EXPECT_EQ(parsed(R"({"records":[{"value":{"a":1}}]})", EmbeddedFormat::kText),
            "422 42203 records[0].value: the text format takes strings");
}

TEST(ProduceRequest, ErrorsNameTheJsonPath) {
  EXPECT_EQ(parsed(""), "422 42206 Request body is empty. Data is required.");
  EXPECT_EQ(parsed("{\"records\":[{]}").substr(0, 14), "400 400 body: ");
  EXPECT_EQ(parsed("{\"records\":[{\"value\":\"\xff\"}]}").substr(0, 14), "400 400 body: ");
  EXPECT_EQ(parsed(R"({"records":[]})"), "422 422 records may not be empty");
  for (const char* body : {"[]", "{}", R"({"records":{"value":1}})", R"({"a":1})", "7"}) {
    EXPECT_EQ(parsed(body), "422 422 records may not be empty: no such array") << body;
  }
  EXPECT_EQ(parsed(R"({"records":[{"value":1},{"a":1}]})"), "422 422 records[1].value: missing");
  EXPECT_EQ(parsed(R"({"records":[1]})").substr(0, 17), "422 422 records: ");
  EXPECT_EQ(parsed(R"({"records":[{"value":1,"partition":"0"}]})"),
            "422 422 records[0].partition: not an integer");
  EXPECT_EQ(parsed(R"({"records":[{"value":1,"partition":1.5}]})"),
            "422 422 records[0].partition: not an integer");
}

TEST(ProduceRequest, RefusesDeepNestingWithoutDyingOfIt) {
  std::string deep =
      R"({"records":[{"value":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}]}";
  EXPECT_EQ(parsed(deep).substr(0, 14), "400 400 body: ");
}

TEST(ProduceRequest, LimitsARecordToAMebibyte) {
  auto body_with = [](size_t size) {
    return R"({"records":[{"value":")" + std::string(size - 2, 'x') + R"("}]})";
  };
  EXPECT_EQ(parsed(body_with(eventlog::kRecordBytesMax)).size(),
            eventlog::kRecordBytesMax + std::string("none=@any").size());
  EXPECT_EQ(parsed(body_with(eventlog::kRecordBytesMax + 1)),
            "413 413 records[0]: 1048577 bytes, but a record has at most 1048576");
}

}  // namespace
}  // namespace pinflow::gateway
