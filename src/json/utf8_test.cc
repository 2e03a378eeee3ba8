#include "json/utf8.h"

#include <gtest/gtest.h>

namespace pinflow::json {
namespace {

using namespace std::string_literals;

TEST(Utf8, MeasuresExactlyTheValidSequences) {
  EXPECT_EQ(utf8_size("a"), 1u);
  EXPECT_EQ(utf8_size("\u00e9"), 2u);
  EXPECT_EQ(utf8_size("\u20ac"), 3u);
  EXPECT_EQ(utf8_size("\U0001F600"), 4u);
  for (const char* bad : {"", "\x80", "\xC0\x80", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80",
                          "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82"}) {
    EXPECT_EQ(utf8_size(bad), 0u);
  }
}

TEST(Utf8, WritesWhatItMeasures) {
  for (char32_t code_point : {U'a', U'\u00e9', U'\u20ac', U'\U0001F600', U'\U0010FFFF'}) {
    std::string bytes;
    append_utf8(code_point, &bytes);
    EXPECT_EQ(utf8_size(bytes), bytes.size());
    EXPECT_EQ(bytes, [&] {
      std::string escaped;
      append_escaped(code_point, &escaped);
      return escaped;
    }());
  }
}

TEST(Utf8, EscapesInTheShortestForm) {
  std::string out;
  for (char32_t code_point : U"\"\\/\n\u001f") {
    if (code_point != 0) append_escaped(code_point, &out);
  }
  EXPECT_EQ(out, R"(\"\\/\n\u001F)");
}

TEST(Utf8, ReadsEscapesAndJoinsSurrogatePairs) {
  EXPECT_EQ(read_escape(R"(\n)").code_point, U'\n');
  EXPECT_EQ(read_escape(R"(\u00e9!)").code_point, U'\u00e9');
  Escape pair = read_escape(R"(\uD83D\uDE00)");
  EXPECT_EQ(pair.code_point, U'\U0001F600');
  EXPECT_EQ(pair.size_bytes, 12u);
  EXPECT_FALSE(pair.is_surrogate);
  for (const char* lone : {R"(\uD83D)", R"(\uD83D\n)", R"(\uD83D\u0041)", R"(\uDE00)"}) {
    EXPECT_TRUE(read_escape(lone).is_surrogate);
    EXPECT_EQ(read_escape(lone).size_bytes, 6u);
  }
  for (const char* bad : {R"(\)", R"(\x)", R"(\u12)", R"(\u12g4)", R"(\u-123)", R"(\u+123)"}) {
    EXPECT_EQ(read_escape(bad).size_bytes, 0u);
  }
}

}  // namespace
}  // namespace pinflow::json
