#include "sink/compression.h"

#include <gtest/gtest.h>

namespace pinflow::sink {
namespace {

using enum Compression::Codec;

TEST(Compression, ComesBackAsItWas) {
  const std::string text(100'000, 'x');
  for (Compression::Codec codec : {kGzip, kZstd}) {
    for (int level : {-1, 1, level_max(codec)}) {
      std::string bytes = compress({codec, level}, text);
      EXPECT_LT(bytes.size(), 1'000u) << level;
      EXPECT_EQ(decompress(codec, bytes), text) << level;
    }
    EXPECT_EQ(decompress(codec, compress({codec}, "")), "");
  }
}

TEST(Compression, GivesTheSameBytesAgain) {
  for (Compression::Codec codec : {kGzip, kZstd}) {
    EXPECT_EQ(compress({codec}, "abc"), compress({codec}, "abc"));
  }
}

TEST(Compression, GivesNothingForWhatIsNotOfTheCodec) {
  EXPECT_EQ(decompress(kGzip, "abc"), "");
  EXPECT_EQ(decompress(kZstd, "abc"), "");
  EXPECT_EQ(decompress(kZstd, compress({kGzip}, "abc")), "");
  EXPECT_EQ(decompress(kZstd, compress({kZstd}, "abc").substr(0, 9)), "");
}

}  // namespace
}  // namespace pinflow::sink
