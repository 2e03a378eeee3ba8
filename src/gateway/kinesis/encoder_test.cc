#include "gateway/kinesis/encoder.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kinesis {
namespace {

std::string encoded(Encoding encoding) {
  auto encoder = make_encoder(encoding);
  encoder->begin_object();
  encoder->blob("b", "hi");
  encoder->time("t", UnixMillis(std::chrono::milliseconds(1'700'000'000'123)));
  encoder->begin_array("l");
  encoder->flag(true);
  encoder->number(7);
  encoder->end_array();
  encoder->end_object();
  return encoder->take();
}

TEST(Encoder, WritesJsonWithBase64AndSeconds) {
  EXPECT_EQ(encoded(Encoding::kJson), R"({"b":"aGk=","t":1700000000.123,"l":[true,7]})");
}

TEST(Encoder, WritesCborWithBytesAndMilliseconds) {
  const std::string_view expected(
      "\xbf\x61"
      "b\x42hi\x61t\xc1\x1b\x00\x00\x01\x8b\xcf\xe5\x68\x7b\x61l\x9f\xf5\x07\xff\xff",
      25);
  EXPECT_EQ(encoded(Encoding::kCbor), expected);
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
