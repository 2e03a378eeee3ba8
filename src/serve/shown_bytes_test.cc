#include "serve/shown_bytes.h"

#include <gtest/gtest.h>

namespace pinflow::serve {
namespace {

std::string shown(const std::optional<std::string>& bytes) {
  json::Writer writer;
  writer.begin_object();
  write_bytes("value", bytes, &writer);
  return writer.end_object().take();
}

TEST(ShownBytes, SayHowTheyAreWritten) {
  EXPECT_EQ(shown("{\"n\": 1}"), R"({"value":"{\"n\": 1}","value_encoding":"json"})");
  EXPECT_EQ(shown("tea \xc3\xa9"), "{\"value\":\"tea \xc3\xa9\",\"value_encoding\":\"text\"}");
  EXPECT_EQ(shown(std::string("\xff\x00", 2)), R"({"value":"/wA=","value_encoding":"base64"})");
  EXPECT_EQ(shown(std::nullopt), R"({"value":null,"value_encoding":"none"})");
}

TEST(ShownBytes, AreNotCutWithinALetter) {
  EXPECT_EQ(whole_letters("tea"), "tea");
  EXPECT_EQ(whole_letters("tea\xc3"), "tea");
  EXPECT_EQ(whole_letters("tea\xf0\x9f\x98"), "tea");
  EXPECT_EQ(whole_letters("\xff\xfe\xfd\xfc\xfb"), "\xff\xfe\xfd\xfc\xfb");
  EXPECT_EQ(whole_letters(""), "");
}

}  // namespace
}  // namespace pinflow::serve
