#include "sink/compression.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

TEST(Compression, ComesBackAsItWas) {
  std::string text(100'000, 'x');
  for (int level : {-1, 0, 1, 9}) EXPECT_EQ(gunzip(gzip(text, level)), text) << level;
  EXPECT_LT(gzip(text, -1).size(), 1'000u);
  EXPECT_EQ(gunzip(gzip("", -1)), "");
}

TEST(Compression, GivesTheSameBytesAgain) { EXPECT_EQ(gzip("abc", 6), gzip("abc", 6)); }

TEST(Compression, GivesNothingForWhatIsNoGzip) { EXPECT_EQ(gunzip("abc"), ""); }

}  // namespace
}  // namespace pinflow::sink
