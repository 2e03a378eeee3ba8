#include "http/request_parser.h"

#include <gtest/gtest.h>

namespace pinflow::http {
namespace {

// Gives `text` to a parser in pieces of `step` bytes. Answers 0 when the request is whole, -1
// when more is needed, or the status of the error.
int parse(std::string_view text, Request* request, size_t step = SIZE_MAX) {
  const Router router;
  RequestParser parser(256, 64, request, router);
  std::string waiting;
  while (true) {
    size_t size = std::min(step, text.size());
    waiting += text.substr(0, size);
    text.remove_prefix(size);
    boost::system::error_code error;
    size_t used = parser.put(boost::asio::buffer(waiting), error);
    waiting.erase(0, used);
    if (error && error != boost::beast::http::error::need_more) {
      return RequestParser::status_of(error);
    }
    if (parser.is_done()) return 0;
    if (text.empty()) return -1;
  }
}

int status_of(std::string_view text) {
  Request request;
  return parse(text, &request);
}

TEST(RequestParser, FillsTheRequestHoweverItsBytesAreCut) {
  std::string_view text =
      "POST /topics/a%20b?x=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nX-y: z\r\n\r\nhello";
  for (size_t step : {1, 2, 7, 1000}) {
    Request request;
    ASSERT_EQ(parse(text, &request, step), 0) << step;
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.path, "/topics/a b");
    EXPECT_EQ(request.query_value("x"), "1");
    EXPECT_EQ(request.header("x-Y"), "z");
    EXPECT_EQ(request.body, "hello");
  }
}

TEST(RequestParser, JoinsChunksAndIgnoresTrailers) {
  Request request;
  ASSERT_EQ(parse("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nX-Api-Key: trailer\r\n\r\n",
                  &request),
            0);
  EXPECT_EQ(request.body, "abcde");
  EXPECT_EQ(request.header("x-api-key"), std::nullopt);
}

TEST(RequestParser, RefusesWhatAProxyCouldReadOtherwise) {
  for (std::string_view fields : {
           "Host: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n",
           "Host: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n",
           "Host: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n",
           "Host: h\r\nContent-Length: +3\r\n",
           "Host: h\r\nTransfer-Encoding: xchunked\r\n",
           "Host: h\r\nTransfer-Encoding: gzip, chunked\r\n",
           "Host: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
           "Host: h\r\nX-Space : 1\r\n",
           "Host: h\r\nHost: i\r\n",
           "X-No-Host: 1\r\n",
       }) {
    EXPECT_EQ(status_of("POST / HTTP/1.1\r\n" + std::string(fields) + "\r\nabc"), 400) << fields;
  }
}

TEST(RequestParser, RefusesWhatIsNoHttp) {
  EXPECT_EQ(status_of("hello\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /a HTTP/2.0\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET relative HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(status_of(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11)), 400);
}

TEST(RequestParser, HoldsHeaderAndBodyToTheirLimits) {
  std::string host = "Host: h\r\n";
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n" + host + "X: " + std::string(300, 'x') + "\r\n\r\n"),
            431);
  EXPECT_EQ(status_of("GET /" + std::string(300, 'x') + " HTTP/1.1\r\n" + host + "\r\n"), 431);
  EXPECT_EQ(status_of("POST / HTTP/1.1\r\n" + host + "Content-Length: 65\r\n\r\n"), 413);
  EXPECT_EQ(status_of("POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n40\r\n" +
                      std::string(64, 'x') + "\r\n1\r\n"),
            413);
}

TEST(RequestParser, TellsWhetherTheClientWaitsToBeAskedForItsBody) {
  Request request;
  const Router router;
  RequestParser parser(256, 64, &request, router);
  boost::system::error_code error;
  parser.put(
      boost::asio::buffer(std::string_view(
          "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")),
      error);
  EXPECT_TRUE(parser.is_header_done() && !parser.is_done() && parser.expects_continue());
}

TEST(RequestParser, OldClientsNeedNoHost) { EXPECT_EQ(status_of("GET / HTTP/1.0\r\n\r\n"), 0); }

}  // namespace
}  // namespace pinflow::http
