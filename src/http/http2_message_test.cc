#include "http/http2_message.h"

#include <gtest/gtest.h>

namespace pinflow::http {
namespace {

TEST(Http2Message, PseudoFieldsBecomeTheRequest) {
  Request request;
  for (const auto& [name, value] : Fields{{":method", "PUT"},
                                          {":scheme", "http"},
                                          {":authority", "h:1"},
                                          {":path", "/a%20b?x=1"},
                                          {"x-amz-target", "T"}}) {
    ASSERT_TRUE(add_request_field(name, value, &request).ok());
  }
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.target, "/a%20b?x=1");
  EXPECT_EQ(request.path, "/a b");
  EXPECT_EQ(request.query_value("x"), "1");
  EXPECT_EQ(request.headers, (Fields{{"host", "h:1"}, {"x-amz-target", "T"}}));
}

TEST(Http2Message, AHostBesideTheAuthorityIsNotASecondOne) {
  Request request;
  ASSERT_TRUE(add_request_field(":authority", "one", &request).ok());
  ASSERT_TRUE(add_request_field("host", "two", &request).ok());
  EXPECT_EQ(request.headers, (Fields{{"host", "one"}}));
}

TEST(Http2Message, ABadTargetIsRefused) {
  Request request;
  EXPECT_EQ(add_request_field(":path", "no path", &request).code(), Code::kInvalidArgument);
}

TEST(Http2Message, AHeadIsInLowerCaseAndWithoutWhatHttp2Forbids) {
  Response response = Response::json(201, "{}");
  response.headers = {{"X-One", "a\r\nb"}, {"Connection", "close"}, {"Keep-Alive", "1"}};
  EXPECT_EQ(http2_head(response, "D"), (Fields{{":status", "201"},
                                               {"date", "D"},
                                               {"content-type", "application/json"},
                                               {"content-length", "2"},
                                               {"x-one", "a  b"}}));
}

}  // namespace
}  // namespace pinflow::http
