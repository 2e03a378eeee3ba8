#include "gateway/kinesis/value.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kinesis {
namespace {

TEST(Value, GivesMembersByName) {
  const Shape& shape = *find_operation("PutRecord")->input;
  Arena arena;
  std::span<Value> members = arena.values(shape.members.size());
  for (size_t i = 0; i < members.size(); ++i) {
    if (shape.members[i].name == "PartitionKey") members[i] = Value::of_text(arena.keep("key"));
  }
  Value value = Value::of_values(shape, members);
  EXPECT_EQ(value["PartitionKey"].text(), "key");
  EXPECT_TRUE(value["Data"].is_null());
  EXPECT_TRUE(Value()["anything"].is_null());
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
