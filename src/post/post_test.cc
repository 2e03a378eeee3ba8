// The emulator against a server of ours that remembers what it was sent.
#include "post/post.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <sstream>

#include "http/server.h"
#include "json/document.h"
#include "post/lane.h"

namespace pinflow::post {
namespace {

using source::RowIndex;

// Rows {"ind": 0}, {"ind": 1}, …
class NumberSource final : public source::RowSource {
 public:
  explicit NumberSource(uint64_t row_count) : row_count_(row_count) {}

  std::vector<std::string> tables() const override { return {"one", "two"}; }
  Result<model::Schema> schema(std::string_view table) const override {
    if (table != "one" && table != "two") return Status(Code::kNotFound, "no such table");
    return model::Schema{{{"ind", model::Type::kLong}}};
  }
  Result<uint64_t> row_count(std::string_view) override { return row_count_; }
  Result<std::vector<source::Row>> read(std::string_view, RowIndex first, size_t count) override {
    std::vector<source::Row> rows;
    for (auto row = static_cast<uint64_t>(first); row < row_count_ && rows.size() < count; ++row) {
      rows.push_back({static_cast<int64_t>(row)});
    }
    return rows;
  }

 private:
  uint64_t row_count_;
};

OpenSource numbers(uint64_t row_count) {
  return [row_count]() -> Result<std::unique_ptr<source::RowSource>> {
    return std::unique_ptr<source::RowSource>(std::make_unique<NumberSource>(row_count));
  };
}

std::vector<model::Dataset> datasets() {
  model::Dataset pin;
  pin.name = "pin";
  pin.source_table = "one";
  model::Dataset geo;
  geo.name = "geo";
  geo.source_table = "two";
  return {pin, geo};
}

class PostTest : public testing::Test {
 protected:
  void SetUp() override {
    router_.add("POST", "/test/topics/{topic}",
                [this](const http::Request& request) -> http::Task<http::Response> {
                  co_return produce(request);
                });
    http::ServerOptions server_options;
    server_options.port = 0;
    auto server = http::start_server(server_options, router_);
    ASSERT_TRUE(server.ok()) << server.status().message();
    server_ = std::move(*server);
    options_.target = TargetKind::kKafka;
    options_.invoke_url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/test";
    options_.retry.first = std::chrono::milliseconds(1);
  }

  http::Response produce(const http::Request& request) {
    std::lock_guard lock(mutex_);
    if (failures_left_ > 0) {
      --failures_left_;
      return http::Response::json(503, "{}");
    }
    auto& log = logs_[std::string(request.parameter("topic"))];
    json::Parser parser;
    auto body = parser.parse(request.body);
    EXPECT_TRUE(body.ok());
    std::string offsets;
    (*body)["records"]->each_element([&](json::Element record) {
      offsets += (offsets.empty() ? "" : ",") + std::string(R"({"partition":0,"offset":)") +
                 std::to_string(log.size()) + "}";
      log.push_back(*(*record["value"])["ind"]->as_integer());
      return true;
    });
    return http::Response::json(200, R"({"offsets":[)" + offsets + "]}");
  }

  http::Router router_;
  std::unique_ptr<http::Server> server_;
  std::mutex mutex_;
  std::map<std::string, std::vector<int64_t>> logs_;  // By topic.
  int failures_left_ = 0;
  PostOptions options_;
};

TEST_F(PostTest, PostsEveryRowOfEveryDatasetInOrder) {
  options_.batch_rows = 7;
  failures_left_ = 3;
  std::vector<int64_t> receipts(100, -1);
  options_.on_accepted = [&](const std::string& dataset, RowIndex row, const std::string& place) {
    if (dataset == "pin") receipts[static_cast<size_t>(row)] = std::stoll(place.substr(2));
  };
  PostProgress last;
  options_.on_progress = [&](const PostProgress& progress) { last = progress; };
  const auto report = post(datasets(), numbers(100), options_);
  ASSERT_TRUE(report.ok()) << report.status().message();
  std::vector<int64_t> expected(100);
  for (size_t row = 0; row < 100; ++row) expected[row] = static_cast<int64_t>(row);
  EXPECT_EQ(logs_["demo.pin"], expected);
  EXPECT_EQ(logs_["demo.geo"], expected);
  EXPECT_EQ(receipts, expected);
  EXPECT_EQ(report->datasets.at("pin").accepted, 100u);
  EXPECT_EQ(report->datasets.at("pin").failed + report->datasets.at("geo").failed, 0u);
  EXPECT_GE(report->datasets.at("pin").retried + report->datasets.at("geo").retried, 3u * 2);
  EXPECT_EQ(last.accepted, 200u);
}

TEST_F(PostTest, PostsTheSameRowsToEachTopicInTheOriginalOrder) {
  options_.order = Order::kOriginal;
  options_.count = 5;
  ASSERT_TRUE(post(datasets(), numbers(11'154), options_).ok());
  EXPECT_EQ(logs_["demo.pin"], (std::vector<int64_t>{7528, 2863, 5730, 8304, 8731}));
  EXPECT_EQ(logs_["demo.geo"], logs_["demo.pin"]);
}

TEST_F(PostTest, SharesTheRowsAmongConnections) {
  options_.connection_count = 3;
  options_.batch_rows = 10;
  options_.loop = true;
  options_.count = 2'500;
  const auto report = post(datasets(), numbers(1'000), options_);
  EXPECT_EQ(report->datasets.at("geo").accepted, 2'500u);
  auto log = logs_["demo.geo"];
  EXPECT_EQ(log.size(), 2'500u);
  EXPECT_EQ(std::count(log.begin(), log.end(), 10), 3);
  EXPECT_EQ(std::count(log.begin(), log.end(), 999), 2);
}

TEST_F(PostTest, EndsAtOnceWhenTheFirstRequestIsRefused) {
  options_.invoke_url += "/nothing-here";
  const auto report = post(datasets(), numbers(100), options_);
  ASSERT_TRUE(report.ok());
  for (const auto& [name, dataset] : report->datasets) {
    EXPECT_EQ(dataset.ended.code(), Code::kInvalidArgument) << name;
    EXPECT_EQ(dataset.accepted, 0u);
    EXPECT_EQ(dataset.failed, 1u);
    EXPECT_NE(dataset.failed_rows[0].reason.find("HTTP 404"), std::string::npos);
  }
}

TEST_F(PostTest, GivesUpATargetThatStaysAway) {
  server_->stop(std::chrono::milliseconds(0));
  options_.retry.give_up_after = std::chrono::milliseconds(5);
  const auto report = post(datasets(), numbers(100), options_);
  EXPECT_EQ(report->datasets.at("pin").ended.code(), Code::kUnavailable);
  EXPECT_EQ(report->datasets.at("pin").failed, 1u);
}

TEST_F(PostTest, StopsAfterTheRequestInFlight) {
  std::stop_source stop;
  std::atomic<int> accepted = 0;
  options_.stop = stop.get_token();
  options_.loop = true;
  options_.on_accepted = [&](const std::string&, RowIndex, const std::string&) {
    if (++accepted == 20) stop.request_stop();
  };
  const auto report = post(datasets(), numbers(100), options_);
  uint64_t counted = 0;
  for (const auto& [name, dataset] : report->datasets) {
    EXPECT_TRUE(dataset.ended.ok());
    EXPECT_EQ(dataset.accepted, logs_["demo." + name].size());
    counted += dataset.accepted;
  }
  EXPECT_EQ(counted, static_cast<uint64_t>(accepted));
  EXPECT_LE(counted, 21u);  // The other dataset's request was on its way.
}

TEST(Post, PrintsToTheConsole) {
  std::ostringstream out;
  PostOptions options;
  options.console = &out;
  options.count = 2;
  auto only_one = datasets();
  only_one.resize(1);
  const auto report = post(only_one, numbers(100), options);
  EXPECT_EQ(out.str(), "{\"ind\":0}\n{\"ind\":1}\n");
  EXPECT_EQ(report->datasets.at("pin").accepted, 2u);
}

TEST(Post, RefusesOptionsThatMakeNoSense) {
  std::ostringstream out;
  auto code_with = [&](auto change) {
    PostOptions options;
    options.console = &out;
    change(options);
    return post(datasets(), numbers(1), options).status().code();
  };
  EXPECT_EQ(code_with([](PostOptions&) {}), Code::kOk);
  EXPECT_EQ(code_with([](PostOptions& o) { o.batch_rows = 0; }), Code::kInvalidArgument);
  EXPECT_EQ(code_with([](PostOptions& o) { o.connection_count = 0; }), Code::kInvalidArgument);
  EXPECT_EQ(code_with([](PostOptions& o) { o.user_id = "a b"; }), Code::kInvalidArgument);
  EXPECT_EQ(code_with([](PostOptions& o) {
              o.target = TargetKind::kKinesis;
              o.batch_rows = 501;
            }),
            Code::kInvalidArgument);
  EXPECT_EQ(code_with([](PostOptions& o) {
              o.pace = {.kind = Pace::Kind::kRate, .rows_per_second = 0, .pause_most = {}};
            }),
            Code::kInvalidArgument);
  EXPECT_EQ(code_with([](PostOptions& o) { o.target = TargetKind::kKafka; }),
            Code::kInvalidArgument);  // No invoke URL.
}

TEST(Post, NamesASourceTableThatIsNotThere) {
  std::ostringstream out;
  PostOptions options;
  options.console = &out;
  auto missing = datasets();
  missing[1].source_table = "three";
  EXPECT_EQ(post(missing, numbers(1), options).status().code(), Code::kNotFound);
}

}  // namespace
}  // namespace pinflow::post
