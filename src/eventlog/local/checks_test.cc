#include "eventlog/local/checks.h"

#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

const TopicConfig kTwo{.partition_count = 2, .closed = {Partition{1}}};

TEST(Checks, TakeOnlyPartitionsThatThereAre) {
  EXPECT_TRUE(check_config(kTwo).ok());
  EXPECT_FALSE(check_config({.partition_count = 0}).ok());
  EXPECT_FALSE(check_config({.partition_count = kPartitionCountMax + 1}).ok());
  EXPECT_FALSE(check_config({.partition_count = 1, .closed = {Partition{1}}}).ok());
  EXPECT_FALSE(check_config({.partition_count = 1, .closed = {Partition{-1}}}).ok());
  EXPECT_FALSE(check_config({.retention_time = std::chrono::hours(-1)}).ok());
}

TEST(Checks, LetNoPartitionGoOrOpenAgain) {
  EXPECT_TRUE(check_change(kTwo, kTwo).ok());
  EXPECT_TRUE(
      check_change(kTwo, {.partition_count = 3, .closed = {Partition{0}, Partition{1}}}).ok());
  EXPECT_FALSE(check_change(kTwo, {.partition_count = 3}).ok());
  EXPECT_FALSE(check_change({.partition_count = 2}, {.partition_count = 1}).ok());
}

TEST(Checks, CountKeyAndValueOfARecord) {
  Record record{"key", "value", {}, {}};
  EXPECT_TRUE(check_records({record}, 8).ok());
  EXPECT_FALSE(check_records({record}, 7).ok());
  EXPECT_FALSE(check_records({}, 8).ok());
}

}  // namespace
}  // namespace pinflow::eventlog
