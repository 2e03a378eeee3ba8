#include "json/tokens.h"

#include <gtest/gtest.h>

#include <vector>

namespace pinflow::json {
namespace {

TEST(Tokens, AreFoundOutsideOfStringsOnly) {
  Result<std::span<const uint32_t>> tokens = find_tokens(R"( {"a,b": [12, true]})");
  ASSERT_TRUE(tokens.ok());
  EXPECT_EQ(std::vector<uint32_t>(tokens->begin(), tokens->end()),
            (std::vector<uint32_t>{1, 2, 7, 9, 10, 12, 14, 18, 19, 20}));
}

TEST(Tokens, TellWhichByteIsWrong) {
  EXPECT_EQ(find_tokens("").status().message(), "not JSON: the text is empty at byte 0");
  EXPECT_EQ(find_tokens(" \n").status().message(), "not JSON: nothing but white space at byte 0");
  EXPECT_EQ(find_tokens("[\"a\\\"\", \"b]").status().message(),
            "not JSON: unclosed string at byte 8");
  EXPECT_EQ(find_tokens("[\"a\xC3\"]").status().message(), "not JSON: invalid UTF-8 at byte 3");
  EXPECT_EQ(find_tokens("[\"a\nb\"]").status().message(),
            "not JSON: unescaped control character at byte 3");
}

TEST(Tokens, MemoryOfALongTextIsGivenBack) {
  std::string text = "[" + std::string(8 << 20, ' ') + "]";
  ASSERT_EQ(find_tokens(text)->size(), 3u);
  release_large_tokens();
  EXPECT_EQ(find_tokens("[]")->size(), 3u);
}

TEST(Tokens, ErrorsNameTheByte) {
  EXPECT_EQ(not_json("unexpected ','", 3).message(), "not JSON: unexpected ',' at byte 3");
}

}  // namespace
}  // namespace pinflow::json
