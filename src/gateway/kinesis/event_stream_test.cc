#include "gateway/kinesis/event_stream.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace pinflow::gateway::kinesis {
namespace {

uint32_t number_at(std::string_view bytes, size_t position) {
  uint32_t number = 0;
  for (char byte : bytes.substr(position, 4)) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

TEST(EventStream, FramesAnEvent) {
  std::string frame = event_frame("e", "c", "{}");
  EXPECT_EQ(number_at(frame, 0), frame.size());
  uint32_t header_bytes = number_at(frame, 4);
  EXPECT_EQ(frame.substr(12, 16), std::string("\x0b:event-type\x07\0\1e", 16));
  EXPECT_EQ(frame.substr(12 + header_bytes, 2), "{}");
  EXPECT_EQ(12 + header_bytes + 2 + 4, frame.size());
  // By zlib's crc32().
  EXPECT_EQ(number_at(frame, 8), 0x5f63271fu);
  EXPECT_EQ(number_at(frame, frame.size() - 4), 0x33244df6u);
}

TEST(EventStream, FramesAnException) {
  EXPECT_NE(exception_frame("ResourceNotFoundException", "c", "").find(":exception-type"),
            std::string::npos);
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
