#include "app/trace_exporter.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "http/server.h"
#include "telemetry/span.h"

namespace pinflow::app {
namespace {

// A collector that answers with the statuses it is told, then with 200.
class Collector {
 public:
  Collector() {
    router_.add("POST", "/otlp/v1/traces",
                [this](http::Request& request) { return take(request); });
    http::ServerOptions options;
    options.port = 0;
    server_ = std::move(*http::start_server(options, router_));
  }

  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + "/otlp";
  }
  void answer_first(std::vector<int> statuses) { statuses_ = std::move(statuses); }

  // The first so many requests, when they have come.
  std::vector<http::Request> wait_for(size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait_for(lock, std::chrono::seconds(60), [&] { return requests_.size() >= count; });
    return requests_;
  }

 private:
  http::Task<http::Response> take(http::Request& request) {
    std::lock_guard lock(mutex_);
    size_t index = requests_.size();
    requests_.push_back(request);
    came_.notify_all();
    co_return http::Response::json(index < statuses_.size() ? statuses_[index] : 200, "{}");
  }

  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<http::Request> requests_;  // Guarded by mutex_.
  std::vector<int> statuses_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

class TraceExporterTest : public testing::Test {
 protected:
  TraceExporterTest() { (void)telemetry::take_spans(); }
  ~TraceExporterTest() override {
    telemetry::end_tracing();
    (void)telemetry::take_spans();
  }

  auto start(const std::string& endpoint, std::string_view headers = "") {
    EXPECT_TRUE(config_.set("telemetry.otlp_endpoint", endpoint, "test").ok());
    return start_trace_export(config_, headers);
  }

  Config config_ = *Config::load({});
};

TEST_F(TraceExporterTest, SendsWhatEndedWithTheHeadersOfTheEnvironment) {
  Collector collector;
  auto exporter = start(collector.url(), "api-key=a%2Cb,team=pins");
  ASSERT_TRUE(exporter.ok()) << exporter.status().message();
  {
    telemetry::Span span("stream batch");
  }
  auto requests = collector.wait_for(1);
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].header("content-type"), "application/json");
  EXPECT_EQ(requests[0].header("api-key"), "a,b");
  EXPECT_EQ(requests[0].header("team"), "pins");
  EXPECT_NE(requests[0].body.find(R"("name":"stream batch")"), std::string::npos);
}

TEST_F(TraceExporterTest, SendsWhatIsLeftWhenItEnds) {
  Collector collector;
  auto exporter = start(collector.url());
  ASSERT_TRUE(exporter.ok());
  {
    telemetry::Span span("clean pin");
  }
  exporter->reset();
  EXPECT_EQ(collector.wait_for(1).size(), 1U);
}

TEST_F(TraceExporterTest, SendsTheSameAgainToACollectorThatIsBusy) {
  Collector collector;
  collector.answer_first({503, 429});
  auto exporter = start(collector.url());
  ASSERT_TRUE(exporter.ok());
  {
    telemetry::Span span("lake commit");
  }
  auto requests = collector.wait_for(3);
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[2].body, requests[0].body);
}

TEST_F(TraceExporterTest, DropsWhatACollectorRefuses) {
  Collector collector;
  collector.answer_first({400});
  auto exporter = start(collector.url());
  ASSERT_TRUE(exporter.ok());
  {
    telemetry::Span span("refused");
  }
  ASSERT_EQ(collector.wait_for(1).size(), 1U);
  {
    telemetry::Span span("good");
  }
  auto requests = collector.wait_for(2);
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[1].body.find("refused"), std::string::npos);
}

TEST_F(TraceExporterTest, SettingsThatCannotBeAreRefusedByName) {
  auto no_url = start("localhost");
  EXPECT_EQ(no_url.status().code(), Code::kInvalidArgument);
  EXPECT_NE(no_url.status().message().find("telemetry.otlp_endpoint"), std::string::npos);
  auto no_headers = start("http://127.0.0.1:4318", "secret-key");
  EXPECT_EQ(no_headers.status().message(),
            "OTEL_EXPORTER_OTLP_HEADERS: write name=value,name=value");
  ASSERT_TRUE(config_.set("telemetry.otlp_request_every", "-1", "test").ok());
  EXPECT_NE(start("http://127.0.0.1:4318").status().message().find("otlp_request_every"),
            std::string::npos);
  EXPECT_FALSE(telemetry::is_tracing());
}

TEST_F(TraceExporterTest, WithoutAnEndpointNothingIsTraced) {
  auto exporter = start("");
  ASSERT_TRUE(exporter.ok());
  EXPECT_EQ(*exporter, nullptr);
  EXPECT_FALSE(telemetry::is_tracing());
}

}  // namespace
}  // namespace pinflow::app
