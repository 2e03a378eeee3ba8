#include "http/response_head.h"

#include <gtest/gtest.h>

namespace pinflow::http {
namespace {

std::string head(const Response& response, Persistence persistence) {
  std::string text;
  append_response_head(response, persistence, "D", &text);
  return text;
}

TEST(ResponseHead, HasStatusTypeLengthAndOtherFields) {
  Response response = Response::json(201, "{}");
  response.headers = {{"X-One", "1"}};
  EXPECT_EQ(head(response, Persistence::kKeep),
            "HTTP/1.1 201 Created\r\nDate: D\r\nContent-Type: application/json\r\n"
            "Content-Length: 2\r\nX-One: 1\r\n\r\n");
}

TEST(ResponseHead, SaysWhetherTheConnectionStays) {
  Response response;
  EXPECT_NE(head(response, Persistence::kClose).find("Connection: close\r\n"), std::string::npos);
  EXPECT_NE(head(response, Persistence::kKeepOld).find("Connection: keep-alive\r\n"),
            std::string::npos);
}

TEST(ResponseHead, OfAnAnswerWithoutBodyHasNoLength) {
  Response response;
  response.status = 204;
  EXPECT_EQ(head(response, Persistence::kKeep), "HTTP/1.1 204 No Content\r\nDate: D\r\n\r\n");
}

TEST(ResponseHead, OfAStreamAnnouncesChunks) {
  class NoStream final : public BodyStream {
    Task<std::optional<std::string>> next() override { co_return std::nullopt; }
  };
  Response response;
  response.stream = std::make_shared<NoStream>();
  EXPECT_EQ(head(response, Persistence::kKeep),
            "HTTP/1.1 200 OK\r\nDate: D\r\nTransfer-Encoding: chunked\r\n\r\n");
}

TEST(ResponseHead, CannotBeBrokenOutOf) {
  Response response;
  response.headers = {{"Location", "/a\r\nSet-Cookie: x"}};
  EXPECT_NE(head(response, Persistence::kKeep).find("Location: /a  Set-Cookie: x\r\n"),
            std::string::npos);
}

TEST(ResponseHead, DateHasTheFormOfHttp) {
  std::string_view date = http_date_now();
  ASSERT_EQ(date.size(), 29u);
  EXPECT_EQ(date.substr(3, 2), ", ");
  EXPECT_EQ(date.substr(25), " GMT");
}

}  // namespace
}  // namespace pinflow::http
