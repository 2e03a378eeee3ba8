#include "gateway/append_all.h"

#include <gtest/gtest.h>

#include "gateway/test_event_log.h"
#include "http/wait.h"

namespace pinflow::gateway {
namespace {

model::Record record_of(std::string value) { return {std::nullopt, std::move(value), {}, {}}; }

TEST(AppendAll, TellsOfEachBatchInOrderWhatBecameOfIt) {
  MemoryEventLog log;
  eventlog::TopicConfig config;
  config.partition_count = 3;
  ASSERT_TRUE(log.create_topic("orders", config).ok());
  log.fail(1, Status(Code::kUnavailable, "disk full"));
  std::vector<PartitionBatch> batches(3);
  batches[0] = {model::Partition{2}, {record_of("a"), record_of("b")}};
  batches[1] = {model::Partition{1}, {record_of("c")}};
  batches[2] = {model::Partition{0}, {record_of("d")}};
  auto outcomes = http::wait(append_all(log, "orders", std::move(batches)));
  ASSERT_EQ(outcomes.size(), 3u);
  EXPECT_TRUE(outcomes[0].ok() && outcomes[2].ok());
  EXPECT_EQ(outcomes[1].status().message(), "disk full");
  EXPECT_EQ(log.values("orders", 2), "a|b");
  EXPECT_EQ(log.values("orders", 1), "");
  EXPECT_EQ(log.values("orders", 0), "d");
}

}  // namespace
}  // namespace pinflow::gateway
