#include "gateway/kinesis/token.h"

#include <gtest/gtest.h>

#include "base/base64.h"

namespace pinflow::gateway::kinesis {
namespace {

const Token kToken{"shards", UnixMillis(std::chrono::milliseconds(1'421'890'922'000)), {"a", ""}};

TEST(Token, IsReadBackWhole) {
  auto parsed = parse_token(to_text(kToken), "shards");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->made_at, kToken.made_at);
  EXPECT_EQ(parsed->fields, kToken.fields);
}

TEST(Token, HasTheFormOfTheServices) {
  for (size_t size : {1, 50, 128}) {
    std::string bytes = *base64_decode(to_text({"shards", {}, {std::string(size, 'x')}}));
    EXPECT_EQ((bytes.size() - 152) % 16, 0u);
    EXPECT_EQ(bytes.substr(0, 8), std::string("\0\0\0\0\0\0\0\1", 8));
  }
}

TEST(Token, IsOfOneKindAndCannotBeChanged) {
  std::string text = to_text(kToken);
  EXPECT_FALSE(parse_token(text, "iterator"));
  std::string bytes = *base64_decode(text);
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(parse_token(base64_encode(changed), "shards")) << i;
    EXPECT_FALSE(parse_token(base64_encode(bytes.substr(0, i)), "shards")) << i;
  }
}

TEST(Token, WritesTimesAsTheServiceDoes) {
  EXPECT_EQ(text_of_time(kToken.made_at), "Thu Jan 22 01:42:02 UTC 2015");
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
