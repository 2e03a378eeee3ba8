#include "base/crc32.h"

#include <gtest/gtest.h>

namespace pinflow {
namespace {

TEST(Crc32, IsThatOfZip) {
  EXPECT_EQ(crc32(""), 0U);
  EXPECT_EQ(crc32("123456789"), 0xcbf43926U);  // The check value of the CRC catalogue.
}

}  // namespace
}  // namespace pinflow
