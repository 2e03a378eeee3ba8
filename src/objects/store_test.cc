#include "objects/store.h"

#include <gtest/gtest.h>

namespace pinflow::objects {
namespace {

TEST(CheckKey, TakesWhatConnectorsAndTablesWrite) {
  EXPECT_TRUE(check_key("topics/demo.pin/partition=0/demo.pin+0+0000000000.json").ok());
  EXPECT_TRUE(check_key("_delta_log/00000000000000000000.json").ok());
  EXPECT_TRUE(check_key("grüße/日本/\xF0\x9F\x93\x8C").ok());
  EXPECT_TRUE(check_key("..a/b..").ok());
  EXPECT_TRUE(check_key(std::string(1024, 'x')).ok());
}

TEST(CheckKey, RefusesWhatCouldNotBeAFileOrWouldLeaveTheFolder) {
  for (std::string key : {"", "/a", "a/", "a//b", ".", "..", "a/../b", "./a"}) {
    EXPECT_EQ(check_key(key).code(), Code::kInvalidArgument) << key;
  }
  EXPECT_FALSE(check_key(std::string("a\0b", 3)).ok());
  EXPECT_FALSE(check_key(std::string(1025, 'x')).ok());
}

TEST(CheckKey, RefusesWhatIsNotUtf8) {
  for (const char* key : {"\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                          "\xF0\x9F\x93", "a\xFF"}) {
    EXPECT_EQ(check_key(key).message(), "object key: not UTF-8");
  }
}

}  // namespace
}  // namespace pinflow::objects
