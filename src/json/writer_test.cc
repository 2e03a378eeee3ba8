#include "json/writer.h"

#include <gtest/gtest.h>

#include <limits>

namespace pinflow::json {
namespace {

std::string double_of(double number) {
  std::string out;
  write_double(number, &out);
  return out;
}

TEST(Writer, PutsCommasInTheRightPlaces) {
  Writer writer;
  writer.begin_object().member("name", "x").member("count", 3).key("tags").begin_array();
  writer.value("a").value(true).null().begin_object().end_object().raw("[1]").end_array();
  writer.member("ratio", 2.0).member("big", uint64_t{18446744073709551615u}).end_object();
  EXPECT_EQ(writer.text(), R"({"name":"x","count":3,"tags":["a",true,null,{},[1]],)"
                           R"("ratio":2.0,"big":18446744073709551615})");
  EXPECT_EQ(writer.take().front(), '{');
}

TEST(Writer, EscapesStringsAndMendsInvalidUtf8) {
  using namespace std::string_literals;
  EXPECT_EQ(in_quotes("a\"b\\c\n\x01\0/é😀\x7F"s), "\"a\\\"b\\\\c\\n\\u0001\\u0000/é😀\x7F\"");
  EXPECT_EQ(in_quotes("a\xFF\xC3"), "\"a\uFFFD\uFFFD\"");
}

TEST(Writer, WritesDoublesInTheShortestForm) {
  EXPECT_EQ(double_of(1.5), "1.5");
  EXPECT_EQ(double_of(-89.9787), "-89.9787");
  EXPECT_EQ(double_of(2), "2.0");
  EXPECT_EQ(double_of(1e30), "1e+30");
  EXPECT_EQ(double_of(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(double_of(std::numeric_limits<double>::quiet_NaN()), "null");
}

}  // namespace
}  // namespace pinflow::json
