#include "gateway/rest_proxy/consumer_fetch.h"

#include <gtest/gtest.h>

#include <thread>

#include "gateway/test_event_log.h"
#include "gateway/test_request.h"

namespace pinflow::gateway {
namespace {

class ConsumerFetchTest : public testing::Test {
 protected:
  ConsumerFetchTest() { check(log_.create_topic("t", {}).ok()); }

  void consume(EmbeddedFormat format, uint64_t fetch_bytes_min = 1) {
    ConsumerConfig config;
    config.format = format;
    config.reset = OffsetReset::kEarliest;
    config.fetch_bytes_min = fetch_bytes_min;
    ASSERT_TRUE(proxy_.consumers.create({"g", "i"}, config, "").ok());
    auto handle = proxy_.consumers.find({"g", "i"}, "");
    ASSERT_TRUE(handle->group->subscribe("i", {{"t"}, {}}).ok());
  }
  http::Response fetch(std::string query = "", http::Fields headers = {}) {
    http::Request request;
    check(http::parse_target("/consumers/g/instances/i/records" + query, &request).ok());
    request.parameters = {{"group", "g"}, {"instance", "i"}};
    request.headers = std::move(headers);
    return http::wait(fetch_records(proxy_, request));
  }

  MemoryEventLog log_;
  std::unique_ptr<Gatekeeper> gatekeeper_ = std::move(*Gatekeeper::open({}, {}));
  RestProxy proxy_{log_, *gatekeeper_, {}};
};

TEST_F(ConsumerFetchTest, TellsAnUnknownInstanceFromWhatElseIsNotThere) {
  EXPECT_EQ(fetch().status, 404);
  EXPECT_EQ(consumer_error(proxy_.consumers.find({"g", "i"}, "").status()).error_code, 40403);
  EXPECT_EQ(consumer_error(log_.offsets({"u", model::Partition{0}}).status()).error_code, 40401);
}

TEST_F(ConsumerFetchTest, AnswersAsSoonAsThereIsSomething) {
  consume(EmbeddedFormat::kJson);
  std::thread later([this] {
    // Once the fetch has looked and waits, or before: it must not matter.
    std::this_thread::yield();
    log_.add("t", "7");
  });
  auto response = fetch("?timeout=60000");
  later.join();
  EXPECT_EQ(line(response), R"(200 [{"topic":"t","key":null,"value":7,"partition":0,"offset":0}])");
  EXPECT_EQ(response.content_type, "application/vnd.kafka.json.v2+json");
}

TEST_F(ConsumerFetchTest, AnswersNothingWhenTheTimeIsOver) {
  consume(EmbeddedFormat::kJson);
  EXPECT_EQ(line(fetch("?timeout=5")), "200 []");
  EXPECT_EQ(line(fetch("?timeout=soon")).substr(0, 3), "400");
}

TEST_F(ConsumerFetchTest, WaitsForEnoughBytesButNotForEver) {
  consume(EmbeddedFormat::kText, 100);
  log_.add("t", "few");
  EXPECT_EQ(line(fetch("?timeout=5")),
            R"(200 [{"topic":"t","key":null,"value":"few","partition":0,"offset":0}])");
}

TEST_F(ConsumerFetchTest, TakesAtMostAsManyBytesAsAskedFor) {
  consume(EmbeddedFormat::kJson);
  for (int i = 0; i < 3; ++i) log_.add("t", "1234");
  EXPECT_EQ(line(fetch("?max_bytes=8")).find("\"offset\":2"), std::string::npos);
  EXPECT_NE(line(fetch("?max_bytes=-1")).find("\"offset\":2"), std::string::npos);
}

TEST_F(ConsumerFetchTest, RefusesAnotherFormatThanItsOwn) {
  consume(EmbeddedFormat::kJson);
  auto response = fetch("", {{"Accept", "application/vnd.kafka.binary.v2+json"}});
  EXPECT_EQ(response.status, 406);
  EXPECT_EQ(response.body.substr(0, 19), R"({"error_code":40601)");
}

TEST_F(ConsumerFetchTest, NamesTheRecordThatItCannotShowAndHowToGoOn) {
  consume(EmbeddedFormat::kJson);
  log_.add("t", "plain text");
  auto response = fetch();
  EXPECT_EQ(response.status, 408);
  EXPECT_EQ(response.body.substr(0, 60),
            R"({"error_code":40801,"message":"Error deserializing t/0/0: no)");
  EXPECT_NE(response.body.find("seek past it"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::gateway
