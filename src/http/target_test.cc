#include "http/target.h"

#include <gtest/gtest.h>

namespace pinflow::http {
namespace {

TEST(Target, DecodesPathAndQuery) {
  Request request;
  ASSERT_TRUE(parse_target("/test//topics/a%20b+c?x=1&y=a+b%21&flag&&=z", &request).ok());
  EXPECT_EQ(request.target, "/test//topics/a%20b+c?x=1&y=a+b%21&flag&&=z");
  EXPECT_EQ(request.path, "/test//topics/a b+c");
  Fields expected = {{"x", "1"}, {"y", "a b!"}, {"flag", ""}, {"", "z"}};
  EXPECT_EQ(request.query, expected);
}

TEST(Target, TakesTheAbsoluteFormAndTheAsterisk) {
  Request request;
  ASSERT_TRUE(parse_target("http://somewhere:80/topics?x=1", &request).ok());
  EXPECT_EQ(request.target, "/topics?x=1");
  ASSERT_TRUE(parse_target("http://somewhere", &request).ok());
  EXPECT_EQ(request.path, "/");
  ASSERT_TRUE(parse_target("*", &request).ok());
  EXPECT_EQ(request.path, "*");
}

TEST(Target, RefusesWhatIsNoPath) {
  for (const char* bad : {"", "topics", "ftp://x/y", "/a b", "/a\r\nb", "host:443"}) {
    Request request;
    EXPECT_EQ(parse_target(bad, &request).code(), Code::kInvalidArgument) << bad;
  }
}

TEST(Target, LeavesBrokenPercentSignsAlone) {
  EXPECT_EQ(percent_decode("%"), "%");
  EXPECT_EQ(percent_decode("%4"), "%4");
  EXPECT_EQ(percent_decode("%zz%41%e2%82%AC"), "%zzA€");
}

TEST(Target, EncodesAllButUnreservedCharacters) {
  EXPECT_EQ(percent_encode("a-Z.0_~ /€"), "a-Z.0_~%20%2F%E2%82%AC");
  EXPECT_EQ(percent_decode(percent_encode("any +&=%\n")), "any +&=%\n");
}

}  // namespace
}  // namespace pinflow::http
