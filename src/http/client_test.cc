#include "http/client.h"

#include <gtest/gtest.h>

#include "http/server.h"

namespace pinflow::http {
namespace {

using std::chrono::milliseconds;

class ClientTest : public testing::Test {
 protected:
  ClientTest() {
    router_.add("*", "/echo", [](const Request& request) -> Task<Response> {
      Response response = Response::json(201, request.method + " " + request.body);
      response.headers.emplace_back("X-Seen", request.header("X-Sent").value_or("nothing"));
      co_return response;
    });
    router_.add("GET", "/never", [](const Request&) -> Task<Response> {
      auto never = completion<Response>([](const Done<Response>&) {});
      Response response = co_await never;
      co_return response;
    });
    router_.add("POST", "/empty", [](const Request&) -> Task<Response> {
      Response response;
      response.status = 204;
      co_return response;
    });
    start(0);
  }

  void start(uint16_t port) {
    ServerOptions options;
    options.port = port;
    server_ = std::move(*start_server(options, router_));
  }
  std::unique_ptr<Client> client(const ClientOptions& options = {}) const {
    return open_client({"http", "127.0.0.1", server_->port(), ""}, options);
  }

  Router router_;
  std::unique_ptr<Server> server_;
};

TEST_F(ClientTest, SendsMethodHeadersAndBodyAndReadsTheAnswer) {
  auto response = client()->send("PUT", "/echo", {{"X-Sent", "yes"}}, "body");
  ASSERT_TRUE(response.ok()) << response.status().message();
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, "PUT body");
  EXPECT_EQ(response->content_type, "application/json");
  EXPECT_EQ(find_field(response->headers, "x-seen"), "yes");
}

TEST_F(ClientTest, KeepsItsConnectionAlsoAfterAnswersWithoutBody) {
  auto one = client();
  EXPECT_EQ(one->send("HEAD", "/echo", {}, "")->body, "");
  EXPECT_EQ(one->send("POST", "/empty", {}, "x")->status, 204);
  EXPECT_EQ(one->send("GET", "/echo", {}, "")->body, "GET ");
  EXPECT_EQ(server_->connection_count(), 1);
}

TEST_F(ClientTest, OpensAKeptConnectionAgainThatTheServerHasClosed) {
  auto one = client();
  ASSERT_TRUE(one->send("GET", "/echo", {}, "").ok());
  uint16_t port = server_->port();
  server_->stop(milliseconds(60'000));
  start(port);
  auto response = one->send("GET", "/echo", {}, "");
  EXPECT_TRUE(response.ok()) << response.status().message();
}

TEST_F(ClientTest, GivesUpAfterItsTimeoutAndWorksOn) {
  ClientOptions options;
  options.request_timeout = milliseconds(20);
  auto one = client(options);
  auto response = one->send("GET", "/never?secret=1", {}, "");
  EXPECT_EQ(response.status().code(), Code::kUnavailable);
  EXPECT_EQ(response.status().message(),
            "GET /never: 127.0.0.1:" + std::to_string(server_->port()) + ": timed out");
}

TEST_F(ClientTest, SaysThatItCannotConnect) {
  auto one = client();
  server_->stop(milliseconds(0));
  auto response = one->send("GET", "/echo", {}, "");
  EXPECT_EQ(response.status().code(), Code::kUnavailable);
  EXPECT_NE(response.status().message().find("connect: 127.0.0.1:"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::http
