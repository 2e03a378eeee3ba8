// What every EventLog promises. A new stand-in is done when its line is in kStandIns and this
// file passes.
#include <gtest/gtest.h>

#include <span>
#include <tuple>

#include "base/promise_for_test.h"
#include "eventlog/event_log_promises.h"
#include "eventlog/kafka/test_broker.h"
#include "eventlog/kinesis/test_kinesis.h"
#include "eventlog/local/local_event_log.h"
#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

struct StandIn {
  const char* name;
  Result<std::unique_ptr<EventLog>> (*open)(const std::filesystem::path&, const Clock*);
  bool needs_broker = false;
  bool needs_kinesis = false;
};

// The Kafka of all tests keeps what they write; each one begins with an empty one.
Result<std::unique_ptr<EventLog>> open_kafka(const std::filesystem::path&, const Clock* clock) {
  KafkaEventLogOptions options = TestBroker::shared()->options();
  options.clock = clock;
  return open_kafka_event_log(options);
}

// Its local log is the test's own, the streams are those of all tests.
Result<std::unique_ptr<EventLog>> open_kinesis(const std::filesystem::path& folder, const Clock*) {
  return open_kinesis_event_log(TestKinesis::shared()->options(folder));
}

constexpr StandIn kStandIns[] = {
    {"local", [](const std::filesystem::path& folder,
                 const Clock* clock) { return open_local_event_log(folder, {.clock = clock}); }},
    {"kafka", open_kafka, true},
    {"kinesis", open_kinesis, false, true}};
// Those that go by a clock of ours.
constexpr std::span<const StandIn> kClocked(kStandIns, 2);

using Case = std::tuple<StandIn, Promise<EventLogPlace>>;

void set_up(const StandIn& stand_in) {
  if (stand_in.needs_kinesis) {
    if (!TestKinesis::shared()) GTEST_SKIP() << "no pinflow is built beside this test";
    TestKinesis::shared()->clear();
  }
  if (!stand_in.needs_broker) return;
  if (!TestBroker::shared()) GTEST_SKIP() << "no Kafka: ./dev setup --tests fetches it";
  TestBroker::shared()->clear();
}

class EventLogContract : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override { ASSERT_NO_FATAL_FAILURE(set_up(std::get<0>(GetParam()))); }

  const std::filesystem::path folder_ = fresh_folder();
};

TEST_P(EventLogContract, IsKept) {
  const auto& [stand_in, promise] = GetParam();
  const EventLogPlace place{[&] { return stand_in.open(folder_, &system_clock()); }, "of-test-"};
  auto log = place.open();
  ASSERT_TRUE(log.ok()) << log.status().message();
  ASSERT_TRUE((*log)->create_topic("beside", {}).ok());
  ASSERT_TRUE((*log)->commit_positions("beside", {{{"beside", Partition{0}}, Offset{0}}}).ok());
  const bool keeps_shards = (*log)->abilities().keeps_shards;
  log->reset();

  const Outcome outcome = promise.keep(place);
  EXPECT_NE(outcome.state(), Outcome::State::kDiffers) << outcome.why();
  EXPECT_TRUE(keeps_shards || promise.sentence.find("clos") == promise.sentence.npos ||
              outcome.state() == Outcome::State::kDoesNotApply);
  log = place.open();
  ASSERT_TRUE(log.ok()) << log.status().message();
  EXPECT_TRUE(clear(**log, place.prefix).ok());
  EXPECT_EQ((*log)->topics().size(), 1u);
  EXPECT_EQ((*log)->groups(), std::vector<std::string>{"beside"});
}

// What needs a clock that can be advanced.
class EventLogAndClock : public testing::TestWithParam<StandIn> {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(set_up(GetParam()));
    if (!IsSkipped()) reopen();
  }

  void reopen() {
    log_.reset();
    auto log = GetParam().open(folder_, &clock_);
    ASSERT_TRUE(log.ok()) << log.status().message();
    log_ = std::move(*log);
  }

  ManualClock clock_{at(1'000'000)};
  const std::filesystem::path folder_ = fresh_folder();
  std::unique_ptr<EventLog> log_;
};

TEST_P(EventLogAndClock, GivesItsTimeToTopicsAndRecords) {
  auto topic = log_->create_topic("orders", {});
  ASSERT_TRUE(topic.ok());
  bool knows_creation = log_->abilities().knows_creation;
  EXPECT_EQ(topic->created_at, knows_creation ? at(1'000'000) : at(0));
  EXPECT_TRUE(log_->append_and_wait("orders", Partition{0}, {Record{}}).ok());
  auto records = log_->read({"orders", Partition{0}}, Offset{0}, {});
  ASSERT_TRUE(records.ok());
  EXPECT_EQ(records->at(0).record.timestamp, clock_.now());
}

TEST_P(EventLogAndClock, LetsOldRecordsGo) {
  EXPECT_TRUE(log_->create_topic("short", {.retention_time = std::chrono::hours(1)}).ok());
  EXPECT_TRUE(log_->append_and_wait("short", Partition{0}, {Record{}, Record{}}).ok());
  EXPECT_EQ(*log_->apply_retention(), 0);
  if (!log_->abilities().applies_retention) return;  // Its own clock is not ours to advance.
  clock_.advance(std::chrono::hours(2));
  EXPECT_EQ(*log_->apply_retention(), 2);
  for (int round = 0; round < 2; ++round) {
    auto range = log_->offsets({"short", Partition{0}});
    EXPECT_EQ(range->begin, Offset{2});
    EXPECT_EQ(range->end, Offset{2});
    EXPECT_EQ(log_->read({"short", Partition{0}}, Offset{1}, {}).status().code(),
              Code::kOutOfRange);
    reopen();
  }
}

std::string name_of(const testing::TestParamInfo<Case>& made) {
  return test_name(std::get<0>(made.param).name, std::get<1>(made.param).sentence);
}
INSTANTIATE_TEST_SUITE_P(Promises, EventLogContract,
                         testing::Combine(testing::ValuesIn(kStandIns),
                                          testing::ValuesIn(event_log_promises())),
                         name_of);
INSTANTIATE_TEST_SUITE_P(StandIns, EventLogAndClock, testing::ValuesIn(kClocked),
                         [](const auto& stand_in) { return stand_in.param.name; });

}  // namespace
}  // namespace pinflow::eventlog
