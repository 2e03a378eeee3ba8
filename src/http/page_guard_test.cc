#include "http/page_guard.h"

#include <gtest/gtest.h>

namespace pinflow::http {
namespace {

// The status of the refusal, or 0.
int refused(std::string path, Fields headers, std::string body = "") {
  Guard guard = page_guard({{"data.example"}, {"test"}});
  Request request;
  request.path = std::move(path);
  request.headers = std::move(headers);
  request.body = std::move(body);
  auto response = guard(request);
  return response ? response->status : 0;
}

TEST(PageGuard, TakesLoopbackAddressesAndConfiguredNamesAsHost) {
  for (const char* host : {"localhost:8082", "LOCALHOST", "pinflow.localhost", "127.0.0.1:8082",
                           "[::1]:8082", "10.1.2.3:80", "Data.Example:8082"}) {
    EXPECT_EQ(refused("/topics/a", {{"Host", host}}), 0) << host;
  }
  EXPECT_EQ(refused("/topics/a", {}), 0);  // HTTP/1.0, which no browser speaks.
}

TEST(PageGuard, RefusesNamesThatWereBoundToOurAddress) {
  EXPECT_EQ(refused("/topics/a", {{"Host", "evil.example:8082"}}), 403);
  EXPECT_EQ(refused("/topics/a", {{"Host", "notlocalhost"}}), 403);
  EXPECT_EQ(refused("/topics/a", {{"Host", "127.0.0.1.evil.example"}}), 403);
}

TEST(PageGuard, RefusesPagesOfOtherSites) {
  Fields headers = {{"Host", "localhost:8082"}, {"Origin", "http://localhost:8082"}};
  EXPECT_EQ(refused("/v1/x", headers), 0);
  for (const char* origin : {"http://evil.example", "null", "http://localhost:3000", ""}) {
    headers[1].second = origin;
    EXPECT_EQ(refused("/v1/x", headers), 403) << origin;
  }
}

TEST(PageGuard, RefusesBodiesThatAnyFormCanSend) {
  Fields headers = {{"Host", "localhost"}, {"Content-Type", "text/plain; charset=utf-8"}};
  EXPECT_EQ(refused("/topics/a", headers, "{}"), 415);
  EXPECT_EQ(refused("/topics/a", headers), 0);
  headers[1].second = "application/json";
  EXPECT_EQ(refused("/topics/a", headers, "{}"), 0);
}

TEST(PageGuard, LeavesStagesOpen) {
  Fields headers = {{"Host", "evil.example"}, {"Origin", "http://evil.example"}};
  EXPECT_EQ(refused("/test/topics/a", headers), 0);
  EXPECT_EQ(refused("/testx/topics/a", headers), 403);
}

}  // namespace
}  // namespace pinflow::http
