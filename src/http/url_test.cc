#include "http/url.h"

#include <gtest/gtest.h>

namespace pinflow::http {
namespace {

// "scheme host port path", or the error.
std::string parsed(std::string_view text) {
  Result<Url> url = parse_url(text);
  if (!url.ok()) return url.status().message();
  return url->scheme + " " + url->host + " " + std::to_string(url->port) + " " + url->path;
}

TEST(Url, ReadsSchemeHostPortAndPath) {
  EXPECT_EQ(parsed("http://localhost:8082/test/"), "http localhost 8082 /test");
  EXPECT_EQ(parsed("HTTPS://x.execute-api.us-east-1.amazonaws.com/test"),
            "https x.execute-api.us-east-1.amazonaws.com 443 /test");
  EXPECT_EQ(parsed("http://h"), "http h 80 ");
  EXPECT_EQ(parsed("http://h?x=1"), "http h 80 ");
  EXPECT_EQ(parsed("http://[::1]:99/a//"), "http ::1 99 /a");
}

TEST(Url, NamesWhatIsMissingOrWrong) {
  EXPECT_EQ(parsed("localhost:8082"),
            "url: localhost:8082: no scheme: begin with http:// or https://");
  EXPECT_EQ(parsed("ftp://x"), "url: ftp://x: unknown scheme: http or https");
  EXPECT_EQ(parsed("http:///x"), "url: http:///x: no host");
  EXPECT_EQ(parsed("http://h:0"), "url: http://h:0: port: 1 to 65535");
  EXPECT_EQ(parsed("http://h:70000"), "url: http://h:70000: port: 1 to 65535");
  EXPECT_EQ(parsed("http://user:secret@h/"), "url: credentials in the address are not supported");
  EXPECT_EQ(parsed("http://a b/"), "url: http://a b/: space or control character in the host");
}

TEST(Url, AuthorityLeavesOutTheDefaultPort) {
  EXPECT_EQ(authority(*parse_url("http://h:80")), "h");
  EXPECT_EQ(authority(*parse_url("https://h:80")), "h:80");
  EXPECT_EQ(authority(*parse_url("http://[::1]:8082")), "[::1]:8082");
}

}  // namespace
}  // namespace pinflow::http
