#include "eventlog/kinesis/stream_writer.h"

#include <gtest/gtest.h>

#include <future>

#include "eventlog/kinesis/scripted_service_for_test.h"
#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

class StreamWriterTest : public testing::Test {
 protected:
  void open(const StreamWriterLimits& limits = {}) {
    writer_ = std::make_unique<StreamWriter>(service_, "orders", limits, landings_, [](int32_t) {});
  }
  // As a tail does, whose offsets are the places in the service.
  void land_all() {
    std::vector<Landings::Landed> landed;
    for (std::string& number : service_.sequence_numbers()) {
      landed.push_back({std::move(number), Offset{std::ssize(landed)}});
    }
    landings_.land(0, landed);
  }
  void append(const std::vector<std::string>& values, std::promise<Result<Offset>>* told) {
    writer_->append(whole_shard(), records_of(values),
                    [told](Result<Offset> first) { told->set_value(std::move(first)); });
  }
  Result<Offset> append_and_land(const std::vector<std::string>& values) {
    std::promise<Result<Offset>> told;
    auto answer = told.get_future();
    append(values, &told);
    while (answer.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) land_all();
    return answer.get();
  }
  std::string stored() const {
    std::string all;
    for (const TakenRecord& record : service_.records) all += record.data;
    return all;
  }

  ScriptedService service_;
  Landings landings_;
  std::unique_ptr<StreamWriter> writer_;
};

TEST_F(StreamWriterTest, SendsAgainOnlyTheRecordsThatFailed) {
  service_.record_codes = {{Code::kOk, Code::kExhausted, Code::kOk, Code::kUnavailable},
                           {Code::kExhausted}};
  open();
  EXPECT_EQ(shown(append_and_land({"a", "b", "c", "d"})), "0");
  EXPECT_EQ(stored(), "acdb");
  EXPECT_EQ(service_.put_sizes, (std::vector<size_t>{4, 2, 1}));
}

TEST_F(StreamWriterTest, SendsARequestAgainThatWasThrottledAsAWhole) {
  service_.put_codes = {Code::kExhausted, Code::kUnavailable};
  open();
  EXPECT_EQ(shown(append_and_land({"a", "b"})), "0");
  EXPECT_EQ(stored(), "ab");
}

TEST_F(StreamWriterTest, TellsOfWhatNoRepetitionMends) {
  service_.put_codes = {Code::kDenied};
  open();
  EXPECT_EQ(append_and_land({"a"}).status().code(), Code::kDenied);
  EXPECT_EQ(shown(append_and_land({"b"})), "0");
}

TEST_F(StreamWriterTest, GivesUpWhenTheTimeIsOver) {
  service_.put_codes = {Code::kUnavailable, Code::kUnavailable};
  open({.put_timeout = std::chrono::milliseconds(0)});
  EXPECT_EQ(append_and_land({"a"}).status().code(), Code::kUnavailable);
}

TEST_F(StreamWriterTest, PutsAtMostFiveHundredAtOnceInOrder) {
  open();
  std::vector<std::string> values;
  std::string all;
  for (int i = 0; i < 1200; ++i) {
    values.push_back(std::to_string(i));
    all += values.back();
  }
  EXPECT_EQ(shown(append_and_land(values)), "0");
  EXPECT_EQ(stored(), all);
  EXPECT_EQ(service_.put_sizes, (std::vector<size_t>{500, 500, 200}));
}

// The service would refuse the records of others in the same request, too.
TEST_F(StreamWriterTest, SendsNoRecordThatTheServiceHasNoRoomFor) {
  open();
  const std::string largest(kPutBytesMax - 1, 'x');  // Its key takes a byte.
  EXPECT_EQ(append_and_land({"a", largest + "x"}).status().code(), Code::kInvalidArgument);
  EXPECT_TRUE(service_.put_sizes.empty());
  EXPECT_EQ(shown(append_and_land({largest})), "0");
}

TEST_F(StreamWriterTest, RefusesMoreThanItsQueueHolds) {
  service_.put_codes = std::deque<Code>(1000, Code::kExhausted);
  open({.queue_bytes_max = 10, .put_timeout = std::chrono::milliseconds(200)});
  std::promise<Result<Offset>> first, second, third;
  append({"12345678"}, &first);
  // Whatever the writer has taken off, two more do not fit beside each other.
  append({"12345678"}, &second);
  append({"12345678"}, &third);
  int refused_count = 0;
  for (auto* told : {&first, &second, &third}) {
    const Result<Offset> offset = told->get_future().get();
    EXPECT_FALSE(offset.ok());
    refused_count += offset.status().message().find("queue") != std::string::npos ? 1 : 0;
  }
  EXPECT_GE(refused_count, 1);
}

}  // namespace
}  // namespace pinflow::eventlog
