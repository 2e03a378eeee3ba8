#include "app/listen_address.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

TEST(ListenAddress, TakesHostAndPort) {
  EXPECT_EQ(parse_listen_address("127.0.0.1:8082")->text(), "127.0.0.1:8082");
  EXPECT_EQ(parse_listen_address("[::1]:0")->text(), "[::1]:0");
  EXPECT_EQ(parse_listen_address("localhost:1")->host, "127.0.0.1");
}

TEST(ListenAddress, KnowsWhatOthersCanReach) {
  EXPECT_TRUE(parse_listen_address("127.1.2.3:1")->is_loopback());
  EXPECT_TRUE(parse_listen_address("[::1]:1")->is_loopback());
  EXPECT_FALSE(parse_listen_address("0.0.0.0:1")->is_loopback());
  EXPECT_FALSE(parse_listen_address("10.0.0.1:1")->is_loopback());
}

TEST(ListenAddress, RefusesWhatIsNone) {
  for (const char* text : {"", "8082", ":8082", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000"}) {
    EXPECT_EQ(parse_listen_address(text).status().code(), Code::kInvalidArgument) << text;
  }
}

}  // namespace
}  // namespace pinflow::app
