#include "serve/dashboard.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "eventlog/local/local_event_log.h"
#include "http/wait.h"
#include "runs/memory_run_store.h"

namespace pinflow::serve {
namespace {

class DashboardTest : public testing::Test {
 protected:
  DashboardTest() {
    std::filesystem::path folder = std::filesystem::path(testing::TempDir()) /
                                   testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder);
    log_ = std::move(*eventlog::open_local_event_log(folder, {}));
    DashboardNouns nouns;
    nouns.log = log_.get();
    nouns.runs = runs_.get();
    nouns.metrics = &metrics_;
    nouns.lake.table_names = [] { return std::vector<std::string>{}; };
    nouns.find_page = [](std::string_view) { return std::nullopt; };
    nouns.report = [] { return std::string("<!doctype html>"); };
    nouns.lags = [] { return std::string("[]"); };
    nouns.ledger = [] { return std::string("{\"accepted\":0}"); };
    nouns.texts = {{"/v1/weather", [] { return std::string("{\"sun\":true}"); }}};
    nouns.access = &access_;
    dashboard_ = std::make_unique<Dashboard>(std::move(nouns));
    dashboard_->add_routes(router_, background_, [this](const http::Request& request) {
      return is_shut_ && !request.path.starts_with("/ui/")
                 ? std::optional(http::Response::error(401, "no key"))
                 : std::nullopt;
    });
  }

  http::Response get(std::string path) {
    http::Request request;
    request.method = "GET";
    request.target = request.path = std::move(path);
    return http::wait(router_.handle(request));
  }

  std::unique_ptr<eventlog::EventLog> log_;
  std::unique_ptr<runs::RunStore> runs_ = runs::open_memory_run_store();
  model::Pipeline pipeline_;
  metric::LiveMetrics metrics_{pipeline_};
  bool is_shut_ = false;
  Access access_;
  std::unique_ptr<Dashboard> dashboard_;
  http::Background background_;
  http::Router router_;
};

TEST_F(DashboardTest, CountsWhatCameInDuringTheLastMinute) {
  ASSERT_TRUE(log_->create_topic("orders", {}).ok());
  auto append = [&](int64_t second) {
    model::Record record;
    record.value = "{}";
    record.timestamp = UnixMillis(std::chrono::seconds(second));
    ASSERT_TRUE(log_->append_and_wait("orders", model::Partition{0}, {record}).ok());
  };
  append(100);
  append(950);
  append(990);
  EXPECT_EQ(arrivals_json(*log_, UnixMillis(std::chrono::seconds(1000))),
            R"({"at_ms":1000000,"topics":[{"name":"orders","partitions":1,"begin":0,"end":3,)"
            R"("last_minute":2}]})");
}

TEST_F(DashboardTest, TellsEverythingInOneEventStream) {
  http::Response events = get("/v1/events");
  EXPECT_EQ(events.content_type, "text/event-stream");
  ASSERT_NE(events.stream, nullptr);
  std::string told;
  for (const char* name : {"topics", "parts", "runs", "metrics", "tables", "ledger"}) {
    while (told.find(std::string("event: ") + name + "\n") == std::string::npos) {
      told += http::wait(events.stream->next()).value_or("");  // The test's own time limit ends it.
    }
  }
  EXPECT_NE(told.find("data: {\"accepted\":0}"), std::string::npos) << told;
}

TEST_F(DashboardTest, ServesTheTextsThatItIsGiven) {
  EXPECT_EQ(get("/v1/weather").body, "{\"sun\":true}");
  EXPECT_EQ(get("/v1/ledger").body, "{\"accepted\":0}");
}

TEST_F(DashboardTest, SaysHowToGetThePagesWhereThereAreNone) {
  http::Response page = get("/ui/");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("./dev setup"), page.body.npos);
  EXPECT_NE(page.body.find("/ui/report"), page.body.npos);
  http::Response report = get("/ui/report");
  EXPECT_EQ(report.body, "<!doctype html>");
  auto policy = http::find_field(report.headers, "Content-Security-Policy");
  ASSERT_TRUE(policy.has_value());
  EXPECT_EQ(policy->find("script"), std::string_view::npos);
}

TEST_F(DashboardTest, ShowsNothingOfTheDataBehindAShutDoor) {
  is_shut_ = true;
  for (const char* path : {"/v1/events", "/v1/ledger", "/v1/weather", "/v1/tables", "/v1/runs",
                           "/v1/pipeline", "/v1/dead-letters", "/v1/topics/orders/records"}) {
    EXPECT_EQ(get(path).status, 401) << path;
  }
}

}  // namespace
}  // namespace pinflow::serve
