#include "json/reader.h"

#include <gtest/gtest.h>

#include <string>

#include "json/compact.h"

namespace pinflow::json {
namespace {

// What is wrong with `text`, or "".
std::string reader_error(std::string_view text) {
  Reader reader(text);
  std::string_view value;
  reader.read_value(&value);
  return reader.finish().message();
}

std::string nested(size_t depth) { return std::string(depth, '[') + "1" + std::string(depth, ']'); }

TEST(Reader, AcceptsEveryKindOfValue) {
  for (const char* good :
       {"null", "true", " false ", "0", "-0", "-1.50", "1e5", "1E+400", "0.1e-2", R"("")",
        R"("\"\\\/\b\f\n\r\t\u00e9\uD83D")", "[]", "{}", "[1 , [2],{\"a\":{}} ]",
        "123456789012345678901234567890", R"({"a":1,"a":[]})"}) {
    EXPECT_EQ(reader_error(good), "") << good;
  }
}

TEST(Reader, RefusesEverythingElseWithTheByte) {
  EXPECT_EQ(reader_error("[1,]"), "not JSON: unexpected ']' at byte 3");
  EXPECT_EQ(reader_error("[1 2]"), "not JSON: unexpected '2' at byte 3");
  EXPECT_EQ(reader_error("[,1]"), "not JSON: unexpected ',' at byte 1");
  EXPECT_EQ(reader_error("{\"a\":1,}"), "not JSON: unexpected '}' at byte 7");
  EXPECT_EQ(reader_error("{\"a\" 1}"), "not JSON: unexpected '1' at byte 5");
  EXPECT_EQ(reader_error("{a:1}"), "not JSON: unexpected 'a' at byte 1");
  EXPECT_EQ(reader_error("[1}"), "not JSON: unexpected '}' at byte 2");
  EXPECT_EQ(reader_error("{\"a\":"), "not JSON: the text ends early at byte 5");
  EXPECT_EQ(reader_error("[["), "not JSON: the text ends early at byte 2");
  EXPECT_EQ(reader_error("[] []"), "not JSON: more text after the value at byte 3");
  EXPECT_EQ(reader_error("[\"a\"b]"), "not JSON: unexpected 'b' at byte 4");
  EXPECT_EQ(reader_error("[1\f]"), "not JSON: unexpected character at byte 2");
  EXPECT_EQ(reader_error(R"(["\x"])"), "not JSON: unknown escape sequence at byte 2");
  EXPECT_EQ(reader_error(R"(["\u12"])"), "not JSON: unknown escape sequence at byte 2");
  for (const char* word : {"NaN", "Infinity", "nul", "True", "tru e", "null0", "a\"b\""}) {
    EXPECT_NE(reader_error(word), "") << word;
  }
  for (const char* number : {"01", "1.", "-", "1e", "-Infinity", "1.e5", "0x1", "1\"a\"", "--1"}) {
    EXPECT_EQ(reader_error(number), "not JSON: malformed number at byte 0") << number;
  }
}

TEST(Reader, RefusesNestingThatIsTooDeep) {
  EXPECT_EQ(reader_error(nested(kDepthMax)), "");
  EXPECT_EQ(reader_error(std::string(600, '[') + std::string(600, ']')),
            "not JSON: nested deeper than 512 levels at byte 512");
  EXPECT_EQ(reader_error(nested(kDepthMax + 1)),
            "not JSON: nested deeper than 512 levels at byte 512");
  EXPECT_EQ(reader_error(std::string(1'000'000, '[')),
            "not JSON: nested deeper than 512 levels at byte 512");
}

TEST(Reader, WalksMembersAndElements) {
  Reader reader(R"( {"a\n" : [1, {"x":2}] , "b":"c" } )");
  std::string_view name;
  std::string_view value;
  ASSERT_TRUE(reader.enter());
  ASSERT_TRUE(reader.next_member(&name));
  EXPECT_EQ(name, R"("a\n")");
  ASSERT_TRUE(reader.enter());
  ASSERT_TRUE(reader.next_element());
  ASSERT_TRUE(reader.read_value(&value));
  EXPECT_EQ(value, "1");
  ASSERT_TRUE(reader.next_element());
  ASSERT_TRUE(reader.read_value(&value));
  EXPECT_EQ(value, R"({"x":2})");
  EXPECT_FALSE(reader.next_element());
  ASSERT_TRUE(reader.next_member(&name));
  ASSERT_TRUE(reader.read_value(&value));
  EXPECT_EQ(value, R"("c")");
  EXPECT_FALSE(reader.next_member(&name));
  EXPECT_TRUE(reader.finish().ok());
}

}  // namespace
}  // namespace pinflow::json
