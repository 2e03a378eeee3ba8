#include "eventlog/kinesis/shard_tail.h"

#include <gtest/gtest.h>

#include "eventlog/kinesis/aggregate.h"
#include "eventlog/kinesis/scripted_service_for_test.h"
#include "eventlog/local/local_event_log.h"
#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

class ShardTailTest : public testing::Test {
 protected:
  void SetUp() override {
    auto copy = open_local_event_log(fresh_folder());
    ASSERT_TRUE(copy.ok());
    copy_ = std::move(*copy);
    ASSERT_TRUE(copy_->create_topic("orders", {}).ok());
    begin({});
  }
  void begin(const ShardMark& mark) {
    tail_ = std::make_unique<ShardTail>(service_, *copy_, "orders", whole_shard(), mark);
  }
  std::string copied() { return joined(copy_->read({"orders", Partition{0}}, Offset{0}, {})); }
  ShardMark last_mark() {
    auto records = copy_->read({"orders", Partition{0}}, Offset{0}, {});
    return take_mark(&records->back().record);
  }

  ScriptedService service_;
  std::unique_ptr<EventLog> copy_;
  std::unique_ptr<ShardTail> tail_;
};

TEST_F(ShardTailTest, CarriesEachRecordOnceWhereverItIsCutShort) {
  service_.take_count_max = 2;
  for (const char* value : {"a", "b", "c", "d", "e"}) service_.add(value);
  std::vector<std::string> landed;
  for (int round = 0; round < 4; ++round) {
    auto step = tail_->step();
    ASSERT_TRUE(step.ok());
    for (const auto& one : step->landed) {
      landed.push_back(one.sequence_number + "=" + std::to_string(to_int64(one.offset)));
    }
    begin(last_mark());  // As after a crash.
  }
  EXPECT_EQ(copied(), "a|b|c|d|e");
  EXPECT_EQ(landed, (std::vector<std::string>{"9=0", "16=1", "23=2", "30=3", "37=4"}));
  EXPECT_EQ(service_.iterators.at(1), "AFTER_SEQUENCE_NUMBER 16");
}

TEST_F(ShardTailTest, GoesOnInTheMiddleOfAnAggregate) {
  service_.add(make_aggregate({{"k", {}, "a"}, {"k", {}, "b"}, {"k", {}, "c"}}));
  service_.add("d");
  begin({"9", 1});
  ASSERT_TRUE(tail_->step().ok());
  EXPECT_EQ(copied(), "c|d");
  EXPECT_EQ(service_.iterators.front(), "AT_SEQUENCE_NUMBER 9");
}

TEST_F(ShardTailTest, TakesNothingTwiceFromAServiceThatGivesMoreThanWasAskedFor) {
  for (const char* value : {"a", "b"}) service_.add(value);
  begin({"9"});
  service_.iterators.clear();
  ASSERT_TRUE(tail_->step().ok());
  begin({"9", 0});  // Is asked for AT: the record itself comes too.
  ASSERT_TRUE(tail_->step().ok());
  EXPECT_EQ(copied(), "b|b");  // Each of the two tails took what is behind its mark.
}

TEST_F(ShardTailTest, AsksForAnotherIteratorWhenItsOwnHasExpired) {
  service_.add("a");
  ASSERT_TRUE(tail_->step().ok());
  service_.add("b");
  service_.take_codes = {Code::kOutOfRange};
  EXPECT_EQ(tail_->step().status().code(), Code::kOutOfRange);
  ASSERT_TRUE(tail_->step().ok());
  EXPECT_EQ(copied(), "a|b");
}

TEST_F(ShardTailTest, TakesAgainWhatItCouldNotStore) {
  service_.add("a");
  ASSERT_TRUE(copy_->delete_topic("orders").ok());
  EXPECT_FALSE(tail_->step().ok());
  ASSERT_TRUE(copy_->create_topic("orders", {}).ok());
  ASSERT_TRUE(tail_->step().ok());
  EXPECT_EQ(copied(), "a");
}

TEST_F(ShardTailTest, TellsTheEndOfAClosedShard) {
  service_.add("a");
  EXPECT_FALSE(tail_->step()->is_end);
  service_.is_closed = true;
  EXPECT_TRUE(tail_->step()->is_end);
}

}  // namespace
}  // namespace pinflow::eventlog
