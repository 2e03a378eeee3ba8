// What one connection does with the bytes it gets, seen from a bare socket.
#include "http/connection.h"

#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "http/line_echo_for_test.h"

namespace pinflow::http {
namespace {

using std::chrono::milliseconds;

// A client that sends exactly the bytes it is told to.
class BareClient {
 public:
  explicit BareClient(uint16_t port) : socket_(io_) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
  }

  void send(std::string_view bytes) {
    boost::system::error_code ignored;  // A server may refuse before it has read all.
    boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
  }
  void end_of_sending() { socket_.shutdown(socket_.shutdown_send); }

  // All that comes until the server closes.
  std::string read_all() {
    std::string text;
    boost::system::error_code error;
    boost::asio::read(socket_, boost::asio::dynamic_buffer(text), error);
    return error == boost::asio::error::eof ? text : text + "[" + error.message() + "]";
  }
  // All that comes until `end` has come.
  std::string read_until(std::string_view end) {
    std::string text;
    while (!text.ends_with(end)) {
      char byte = 0;
      boost::asio::read(socket_, boost::asio::buffer(&byte, 1));
      text += byte;
    }
    return text;
  }

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_;
};

constexpr const char* kLinesHead =
    "POST /lines HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

constexpr const char* kLastLinesHead =
    "POST /lines HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";

class ConnectionTest : public testing::Test {
 protected:
  ConnectionTest() {
    router_.add("*", "/echo", [](const Request& request) -> Task<Response> {
      Response response;
      response.body = "<" + request.body + ">";
      co_return response;
    });
    router_.add("POST", "/lines", [](const Request& request) -> Task<Response> {
      Response response;
      response.stream = std::make_shared<LineEcho>(request.incoming);
      co_return response;
    });
    router_.add("POST", "/lines/refused", [](const Request&) -> Task<Response> {
      co_return Response::error(404, "no such topic");
    });
    router_.set_takes_stream(
        [](const Request& request) { return request.path.starts_with("/lines"); });
  }

  void start(ServerOptions options = {}) {
    options.port = 0;
    server_ = std::move(*start_server(options, router_));
  }
  // What the server answers to `bytes` until it closes.
  std::string answer(std::string_view bytes) {
    if (!server_) start();
    BareClient client(server_->port());
    client.send(bytes);
    return client.read_all();
  }

  Router router_;
  std::unique_ptr<Server> server_;
};

std::string status_line(const std::string& answer) { return answer.substr(0, answer.find("\r\n")); }

size_t count_of(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST_F(ConnectionTest, AnswersPipelinedRequestsInOrder) {
  std::string text = answer(
      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na"
      "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\n\r\n"
      "GET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(count_of(text, "HTTP/1.1 200 OK"), 3u);
  EXPECT_LT(text.find("<a>"), text.find("<b>"));
  EXPECT_TRUE(text.ends_with("<>"));
  EXPECT_EQ(count_of(text, "Connection: close"), 1u);
}

TEST_F(ConnectionTest, HeadHasTheLengthButNotTheBody) {
  std::string text = answer("HEAD /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_NE(text.find("Content-Length: 2\r\n"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\r\n\r\n"));
}

TEST_F(ConnectionTest, OldClientsAreClosedUnlessTheyAskToStay) {
  std::string text = answer("GET /echo HTTP/1.0\r\n\r\n");
  EXPECT_EQ(status_line(text), "HTTP/1.1 200 OK");
  BareClient client(server_->port());
  client.send("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_NE(client.read_until("<>").find("Connection: keep-alive"), std::string::npos);
  client.send("GET /echo HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(client.read_all().ends_with("<>"));
}

TEST_F(ConnectionTest, InvitesABodyThatWaitsToBeAskedFor) {
  start();
  BareClient client(server_->port());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  EXPECT_EQ(status_line(client.read_until("<ok>")), "HTTP/1.1 200 OK");
}

TEST_F(ConnectionTest, RefusesALongBodyBeforeItComes) {
  ServerOptions options;
  options.body_bytes_max = 1000;
  start(options);
  std::string text = answer(
      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
  // The client gives up without sending: the server must not wait for it for ever.
  EXPECT_EQ(status_line(text), "HTTP/1.1 413 Content Too Large");
}

TEST_F(ConnectionTest, ClientThatSendsAHundredMegabytesSeesWhyItIsRefused) {
  start();
  std::string body(100 << 20, 'x');
  std::string text =
      answer("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 104857600\r\n\r\n" + body);
  EXPECT_EQ(status_line(text), "HTTP/1.1 413 Content Too Large");
  EXPECT_TRUE(text.ends_with(R"({"error_code":413,"message":"Content Too Large"})")) << text;
}

TEST_F(ConnectionTest, BadRequestsAreAnsweredAndClosed) {
  EXPECT_EQ(status_line(answer("nonsense\r\n\r\n")), "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(status_line(answer("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
            "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(status_line(answer("GET /echo HTTP/1.1\r\nHost: h\r\nX: " + std::string(20'000, 'x') +
                               "\r\n\r\n")),
            "HTTP/1.1 431 Request Header Fields Too Large");
}

TEST_F(ConnectionTest, EndlessChunkLineIsRefused) {
  std::string text =
      answer("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
             std::string(100'000, 'x'));
  EXPECT_EQ(status_line(text), "HTTP/1.1 400 Bad Request");
}

TEST_F(ConnectionTest, SlowRequestGets408AndAnIdleClientIsClosed) {
  ServerOptions options;
  options.request_timeout = milliseconds(50);
  options.idle_timeout = milliseconds(50);
  start(options);
  BareClient slow(server_->port());
  slow.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");
  EXPECT_EQ(slow.read_until("\r\n"), "HTTP/1.1 408 Request Timeout\r\n");
  BareClient idle(server_->port());
  EXPECT_EQ(idle.read_all(), "");
}

TEST_F(ConnectionTest, ClientThatLeavesInTheMiddleIsForgotten) {
  start();
  {
    BareClient client(server_->port());
    client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");
    client.end_of_sending();
    EXPECT_EQ(client.read_all(), "");
  }
  server_->stop(milliseconds(60'000));
  EXPECT_EQ(server_->connection_count(), 0);
}

TEST_F(ConnectionTest, AnswersPiecesOfABodyWhileTheNextAreStillToCome) {
  start();
  BareClient client(server_->port());
  client.send(kLinesHead);
  client.send("2\r\na\n\r\n");
  EXPECT_EQ(status_line(client.read_until("<a>\r\n")), "HTTP/1.1 200 OK");
  client.send("1\r\nb\r\n");  // Half a line.
  client.send("4\r\nc\nd\n\r\n");
  client.read_until("<bc><d>\r\n");
  client.send("0\r\n\r\nGET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string rest = client.read_all();
  EXPECT_TRUE(rest.starts_with("0\r\n\r\nHTTP/1.1 200 OK\r\n")) << rest;
}

TEST_F(ConnectionTest, InvitesABodyThatIsHandledWhileItComes) {
  start();
  BareClient client(server_->port());
  client.send(
      "POST /lines HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
      "Connection: close\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("2\r\na\n\r\n0\r\n\r\n");
  EXPECT_TRUE(client.read_all().ends_with("<a>\r\n0\r\n\r\n"));
}

TEST_F(ConnectionTest, ABodyThatIsHandledWhileItComesMayBeLongerThanOthers) {
  ServerOptions options;
  options.body_bytes_max = 1000;
  start(options);
  BareClient client(server_->port());
  client.send(kLastLinesHead);
  for (int i = 0; i < 100; ++i) client.send("64\r\n" + std::string(99, 'x') + "\n\r\n");
  client.send("0\r\n\r\n");
  EXPECT_EQ(count_of(client.read_all(), std::string(99, 'x')), 100u);
}

TEST_F(ConnectionTest, ReadsOnWhileAClientDoesNotReadItsAnswers) {
  start();
  BareClient client(server_->port());
  client.send(kLastLinesHead);
  // More than the system keeps for a reader by itself.
  const std::string chunk = "2710\r\n" + std::string(9'999, 'x') + "\n\r\n";
  for (int i = 0; i < 500; ++i) client.send(chunk);
  client.send("0\r\n\r\n");
  EXPECT_EQ(count_of(client.read_all(), "<"), 500u);
}

TEST_F(ConnectionTest, ARefusalComesBeforeTheRestOfABody) {
  start();
  BareClient client(server_->port());
  client.send("POST /lines/refused HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n");
  client.read_until("no such topic\"}");
  client.send("a\n\r\n0\r\n\r\n");
  EXPECT_EQ(client.read_all(), "");
}

TEST_F(ConnectionTest, EndsABodyWhoseNextPieceTakesTooLong) {
  ServerOptions options;
  options.request_timeout = milliseconds(50);
  options.idle_timeout = milliseconds(50);
  start(options);
  for (const char* begun : {"", "1\r\nb\r\n"}) {
    BareClient client(server_->port());
    client.send(kLinesHead);
    client.send("2\r\na\n\r\n");
    client.read_until("<a>\r\n");
    client.send(begun);
    EXPECT_EQ(client.read_all(), "0\r\n\r\n") << begun;
  }
}

TEST_F(ConnectionTest, StoppingEndsABodyThatPauses) {
  start();
  BareClient client(server_->port());
  client.send(kLinesHead);
  client.send("2\r\na\n\r\n");
  client.read_until("<a>\r\n");
  server_->stop(std::chrono::seconds(20));
  EXPECT_EQ(client.read_all(), "0\r\n\r\n");
}

}  // namespace
}  // namespace pinflow::http
