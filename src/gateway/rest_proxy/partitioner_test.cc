#include "gateway/rest_proxy/partitioner.h"

#include <gtest/gtest.h>

namespace pinflow::gateway {
namespace {

// The values of Kafka's own test of its hash.
TEST(Partitioner, HashIsKafkas) {
  const std::pair<const char*, int32_t> values[] = {
      {"21", -973932308},
      {"foobar", -790332482},
      {"a-little-bit-long-string", -985981536},
      {"a-little-bit-longer-string", -1486304829},
      {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971},
      {"abc", 479470107},
  };
  for (const auto& [text, hash] : values) {
    EXPECT_EQ(static_cast<int32_t>(murmur2(text)), hash) << text;
  }
}

TEST(Partitioner, PartitionIsThePositiveHashsRest) {
  EXPECT_EQ(partition_of_key("abc", 10), model::Partition{7});
  EXPECT_EQ(partition_of_key("21", 1), model::Partition{0});
  EXPECT_EQ(partition_of_key("21", 10), model::Partition{(-973932308 & 0x7fffffff) % 10});
}

}  // namespace
}  // namespace pinflow::gateway
