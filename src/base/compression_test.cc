#include "base/compression.h"

#include <gtest/gtest.h>

namespace pinflow {
namespace {

using enum Codec;

constexpr uint64_t kMax = 1 << 20;

Code code_of(Codec codec, std::string_view packed, uint64_t bytes_max = kMax) {
  return decompress(codec, packed, bytes_max).status().code();
}

TEST(Compression, ComesBackAsItWas) {
  const std::string text(100'000, 'x');
  for (Codec codec : {kGzip, kZstd}) {
    for (int level : {-1, 1, level_max(codec)}) {
      std::string bytes = compress({codec, level}, text);
      EXPECT_LT(bytes.size(), 1'000u) << level;
      EXPECT_EQ(*decompress(codec, bytes, kMax), text) << level;
    }
    EXPECT_EQ(*decompress(codec, compress({codec}, ""), kMax), "");
  }
}

TEST(Compression, GivesTheSameBytesAgain) {
  for (Codec codec : {kGzip, kZstd}) {
    EXPECT_EQ(compress({codec}, "abc"), compress({codec}, "abc"));
  }
}

TEST(Compression, TakesMembersBehindEachOtherForOneObject) {
  for (Codec codec : {kGzip, kZstd}) {
    std::string packed = compress({codec}, "one\n") + compress({codec}, "") +
                         compress({codec}, std::string(70'000, 'y'));
    EXPECT_EQ(*decompress(codec, packed, kMax), "one\n" + std::string(70'000, 'y'));
  }
}

TEST(Compression, FindsDamageAtEveryByte) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += std::to_string(i * i * 7919) + "\n";
  std::string gzipped = compress({kGzip}, text);
  for (size_t at = 10; at < gzipped.size(); ++at) {  // The header has bytes that mean nothing.
    std::string damaged = gzipped;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    EXPECT_EQ(code_of(kGzip, damaged), Code::kCorruption) << at;
  }
  for (Codec codec : {kGzip, kZstd}) {
    std::string packed = compress({codec}, text);
    for (size_t size = 0; size < packed.size(); ++size) {
      EXPECT_EQ(code_of(codec, packed.substr(0, size)), Code::kCorruption) << size;
    }
    EXPECT_EQ(code_of(codec, packed + "more"), Code::kCorruption);
    EXPECT_EQ(code_of(codec, text), Code::kCorruption);
  }
  EXPECT_EQ(code_of(kZstd, compress({kGzip}, "abc")), Code::kCorruption);
}

TEST(Compression, UnpacksNoMoreThanIsAllowed) {
  for (Codec codec : {kGzip, kZstd}) {
    std::string bomb = compress({codec}, std::string(64 << 20, '\0'));
    EXPECT_LT(bomb.size(), 100'000u);
    EXPECT_EQ(code_of(codec, bomb), Code::kInvalidArgument);
    std::string exact = compress({codec}, std::string(1'000, 'x'));
    EXPECT_EQ(decompress(codec, exact, 1'000)->size(), 1'000u);
    EXPECT_EQ(code_of(codec, exact, 999), Code::kInvalidArgument);
  }
}

TEST(Unpacker, GivesTheSameInWhateverPieces) {
  std::string text;
  for (int i = 0; i < 3'000; ++i) text += std::to_string(i * i) + "\n";
  for (Codec codec : {kGzip, kZstd}) {
    const std::string packed = compress({codec}, text);
    Unpacker unpacker(codec);
    std::string all;
    for (size_t at = 0; at < packed.size(); at += 7) {
      std::string_view piece = std::string_view(packed).substr(at, 7);
      char out[11];
      size_t written = sizeof out;
      while (written == sizeof out) {
        written = *unpacker.unpack(&piece, out);
        all.append(out, written);
      }
      EXPECT_TRUE(piece.empty());
    }
    EXPECT_TRUE(unpacker.finish().ok());
    EXPECT_EQ(all, text);
  }
}

TEST(CodecOfName, IsWhatTheEndSays) {
  EXPECT_EQ(codec_of_name("t+0+0.json.gz"), kGzip);
  EXPECT_EQ(codec_of_name("t+0+0.json.zst"), kZstd);
  EXPECT_EQ(codec_of_name("t+0+0.json"), std::nullopt);
}

}  // namespace
}  // namespace pinflow
