#include "objects/s3/transfer.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "objects/s3/scripted_server_for_test.h"

namespace pinflow::objects {
namespace {

TEST(Transfers, SendsMethodHeadersAndBodyAsTheyAre) {
  ScriptedServer server;
  server.otherwise([](const http::Request& request) {
    return http::Response{207, "text/plain", request.method + " " + request.body, {{"X-A", "b"}}};
  });
  Transfers transfers;
  for (const char* method : {"PUT", "POST"}) {
    auto answer = transfers.run({method, server.url() + "/a/../b", {{"X-Empty", ""}}, "body"});
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->status, 207);
    EXPECT_EQ(answer->body, std::string(method) + " body");
    EXPECT_EQ(http::find_field(answer->headers, "x-a"), "b");
  }
  EXPECT_TRUE(transfers.run({"HEAD", server.url() + "/", {}, {}})->body.empty());
  EXPECT_EQ(server.requests().at(0).target, "/a/../b");
  EXPECT_EQ(server.requests().at(0).header("X-Empty"), "");
  EXPECT_FALSE(server.requests().at(0).header("Expect").has_value());
}

TEST(Transfers, DoesNotFollowRedirects) {
  ScriptedServer server;
  server.script({{307, "", "", {{"Location", server.url() + "/elsewhere"}}}});
  EXPECT_EQ(Transfers().run({"GET", server.url() + "/", {}, {}})->status, 307);
  EXPECT_EQ(server.requests().size(), 1u);
}

// Accepts one connection, reads a request, sends `answer` and closes.
class RawServer {
 public:
  explicit RawServer(std::string answer) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    check(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    check(::listen(socket_, 1) == 0);
    check(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this, text = std::move(answer)] {
      int client = ::accept(socket_, nullptr, nullptr);
      char request[4096];
      check(::recv(client, request, sizeof(request), 0) > 0);
      check(::send(client, text.data(), text.size(), 0) == std::ssize(text));
      ::close(client);
    });
  }
  ~RawServer() {
    thread_.join();
    ::close(socket_);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  int socket_;
  int port_ = 0;
  std::jthread thread_;
};

TEST(Transfers, AreUnavailableWhenTheAnswerIsCutAnywhere) {
  const std::string whole = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
  for (size_t size = 1; size <= whole.size(); ++size) {
    RawServer server(whole.substr(0, size));
    auto answer = Transfers().run({"GET", server.url(), {}, {}});
    EXPECT_EQ(answer.ok(), size == whole.size()) << whole.substr(0, size);
  }
}

TEST(Transfers, IsUnavailableWhereNobodyListens) {
  EXPECT_EQ(Transfers().run({"GET", "http://127.0.0.1:1/", {}, {}}).status().code(),
            Code::kUnavailable);
}

TEST(HttpDate, IsReadOrNone) {
  EXPECT_EQ(to_int64(*parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT")), 784'111'777'000);
  EXPECT_FALSE(parse_http_date("").has_value());
}

}  // namespace
}  // namespace pinflow::objects
