#include "telemetry/otlp_json.h"

#include <gtest/gtest.h>

namespace pinflow::telemetry {
namespace {

TEST(OtlpJson, SpansAreWrittenAsCollectorsReadThem) {
  EndedSpan span;
  span.context = {"5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"};
  span.parent_id = "eee19b7ec3c1b173";
  span.name = "stream batch";
  span.began_at = SpanTime(std::chrono::nanoseconds(1544712660000000001));
  span.ended_at = SpanTime(std::chrono::nanoseconds(1544712661000000002));
  span.fields = {{"table", "demo \"pin\""}, {"rows", 7}, {"share", 0.5}, {"is_last", true}};
  span.failure = "disk full";
  EXPECT_EQ(
      otlp_json(std::vector{span}, "0.1"),
      R"({"resourceSpans":[{"resource":{"attributes":[)"
      R"({"key":"service.name","value":{"stringValue":"pinflow"}},)"
      R"({"key":"service.version","value":{"stringValue":"0.1"}}]},)"
      R"("scopeSpans":[{"scope":{"name":"pinflow"},"spans":[{)"
      R"("traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",)"
      R"("parentSpanId":"eee19b7ec3c1b173","name":"stream batch","kind":1,)"
      R"("startTimeUnixNano":"1544712660000000001","endTimeUnixNano":"1544712661000000002",)"
      R"("attributes":[{"key":"table","value":{"stringValue":"demo \"pin\""}},)"
      R"({"key":"rows","value":{"intValue":"7"}},{"key":"share","value":{"doubleValue":0.5}},)"
      R"({"key":"is_last","value":{"boolValue":true}}],)"
      R"("status":{"code":2,"message":"disk full"}}]}]}]})");
}

TEST(OtlpJson, ATracesFirstSpanHasNoParentAndOneThatWentWellNoStatus) {
  const std::string text = otlp_json(std::vector<EndedSpan>(1), "0.1");
  EXPECT_EQ(text.find("parentSpanId"), std::string::npos);
  EXPECT_EQ(text.find("status"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::telemetry
