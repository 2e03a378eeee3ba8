#include "http/request_span.h"

#include <gtest/gtest.h>

#include "http/router.h"
#include "http/wait.h"

namespace pinflow::http {
namespace {

constexpr const char* kSampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr const char* kUnsampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

class RequestSpan : public testing::Test {
 protected:
  RequestSpan() {
    (void)telemetry::take_spans();
    router_.add("GET", "/topics/{topic}",
                [](Request&) -> Task<Response> { co_return Response::json(200, "{}"); });
    router_.add("GET", "/broken",
                [](Request&) -> Task<Response> { co_return Response::error(503, "disk full"); });
  }
  ~RequestSpan() override {
    telemetry::end_tracing();
    (void)telemetry::take_spans();
  }

  std::vector<telemetry::EndedSpan> spans_of(const std::string& path, const char* trace_parent) {
    Request request;
    request.method = "GET";
    request.target = path;
    request.path = path;
    if (trace_parent != nullptr) request.headers.emplace_back("Traceparent", trace_parent);
    (void)wait(router_.handle(request));
    return telemetry::take_spans().spans;
  }

  Router router_;
};

TEST_F(RequestSpan, IsPartOfTheTraceThatItsClientBegan) {
  telemetry::begin_tracing(0);
  auto spans = spans_of("/topics/demo.pin", kSampled);
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].name, "GET /topics/{topic}");
  EXPECT_EQ(spans[0].context.trace_id, "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(spans[0].parent_id, "b7ad6b7169203331");
  EXPECT_NE(spans[0].context.span_id, "b7ad6b7169203331");
  EXPECT_EQ(spans[0].fields.back().value, "200");
  EXPECT_EQ(spans[0].failure, "");
}

TEST_F(RequestSpan, IsLeftOutWhenItsClientSaysSo) {
  telemetry::begin_tracing(1);
  EXPECT_TRUE(spans_of("/topics/demo.pin", kUnsampled).empty());
}

TEST_F(RequestSpan, BeginsATraceWhereTheClientHasNoneOrOneThatCannotBeRead) {
  telemetry::begin_tracing(1);
  for (const char* given : {static_cast<const char*>(nullptr), "00-xyz",
                            "00-00000000000000000000000000000000-b7ad6b7169203331-01"}) {
    auto spans = spans_of("/topics/demo.pin", given);
    ASSERT_EQ(spans.size(), 1U);
    EXPECT_EQ(spans[0].parent_id, "");
  }
}

TEST_F(RequestSpan, FailsWithTheServersErrorsAndNotTheClients) {
  telemetry::begin_tracing(1);
  EXPECT_EQ(spans_of("/broken", nullptr).at(0).failure, "HTTP 503");
  auto not_there = spans_of("/nowhere", nullptr);
  EXPECT_EQ(not_there.at(0).name, "GET");
  EXPECT_EQ(not_there.at(0).failure, "");
}

TEST_F(RequestSpan, CostsNothingWhileNobodyTakesSpans) {
  EXPECT_TRUE(spans_of("/topics/demo.pin", kSampled).empty());
}

}  // namespace
}  // namespace pinflow::http
