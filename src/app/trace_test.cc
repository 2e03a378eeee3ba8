#include "app/trace.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

std::string shown(std::string_view text) {
  auto address = parse_record_address(text);
  if (!address.ok()) return "wrong";
  return address->from.topic + " " + std::to_string(to_int32(address->from.partition)) + " " +
         std::to_string(to_int64(address->offset));
}

TEST(Trace, RecordsAreNamedByTopicPartitionAndOffset) {
  EXPECT_EQ(shown("demo.pin/0/17"), "demo.pin 0 17");
  for (const char* text : {"", "demo.pin", "demo.pin/0", "/0/17", "demo.pin/x/17", "demo.pin/0/-1",
                           "demo.pin/4294967296/0", "a//1", "//"}) {
    EXPECT_EQ(shown(text), "wrong") << text;
  }
}

}  // namespace
}  // namespace pinflow::app
