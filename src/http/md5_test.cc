#include "http/md5.h"

#include <gtest/gtest.h>

namespace pinflow::http {
namespace {

// The values of RFC 1321.
TEST(Md5, IsTheStandardsOne) {
  EXPECT_EQ(md5("")[0], 0xd4);
  EXPECT_EQ(md5("")[15], 0x7e);
  EXPECT_EQ(md5("abc")[0], 0x90);
  EXPECT_EQ(md5("abc")[15], 0x72);
}

}  // namespace
}  // namespace pinflow::http
