#include "gateway/access_log.h"

#include <gtest/gtest.h>

#include "json/document.h"

namespace pinflow::gateway {
namespace {

TEST(AccessLog, WritesALineForEachRequest) {
  auto path = std::filesystem::path(testing::TempDir()) / "access.log";
  std::filesystem::remove(path);
  http::Request request;
  request.method = "POST";
  request.target = "/test/topics/a?x=\n";
  request.peer = "127.0.0.1";
  http::Response response = http::Response::json(200, "{}");
  for (int i = 0; i < 2; ++i) {
    auto log = AccessLog::open(path);
    ASSERT_TRUE(log.ok());
    (*log)->write({"id", "test", request, response, std::chrono::microseconds(1500)});
  }
  std::string text = *read_file(path);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  json::Parser parser;
  auto line = parser.parse(text.substr(0, text.find('\n')));
  ASSERT_TRUE(line.ok());
  EXPECT_EQ((*line)["requestId"]->as_string(), "id");
  EXPECT_EQ((*line)["status"]->as_integer(), 200);
  EXPECT_EQ((*line)["responseLatency"]->as_double(), 1.5);
  EXPECT_EQ((*line)["path"]->as_string(), request.target);
}

TEST(AccessLog, SaysWhenItCannotBeOpened) {
  EXPECT_FALSE(AccessLog::open("/no/such/folder/access.log").ok());
}

}  // namespace
}  // namespace pinflow::gateway
