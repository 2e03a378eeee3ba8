#include "http/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "http/client.h"

namespace pinflow::http {
namespace {

using std::chrono::milliseconds;

// Answers that a test lets go when it wants to.
class AnswerGate {
 public:
  Handler handler() {
    return [this](const Request&) -> Task<Response> {
      auto opened = completion<int>([this](Done<int> done) {
        std::lock_guard lock(mutex_);
        waiting_.push_back(done);
        arrived_ = static_cast<int>(waiting_.size());
        arrived_.notify_all();
      });
      int status = co_await opened;
      co_return Response::json(status, "{}");
    };
  }
  void wait_for_request() { arrived_.wait(0); }
  void open() {
    std::lock_guard lock(mutex_);
    for (const auto& done : waiting_) done(200);
    waiting_.clear();
  }

 private:
  std::mutex mutex_;
  std::vector<Done<int>> waiting_;
  std::atomic<int> arrived_ = 0;
};

// "1", "", "2", …, up to the last.
class Counting final : public BodyStream {
 public:
  explicit Counting(int last) : last_(last) {}
  Task<std::optional<std::string>> next() override {
    std::optional<std::string> piece;
    if (next_ <= last_) piece = (is_due_ = !is_due_) ? std::to_string(next_++) : "";
    co_return piece;
  }

 private:
  const int last_;
  int next_ = 1;
  bool is_due_ = false;
};

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    router_.add("*", "/echo", [](const Request& request) -> Task<Response> {
      co_return Response::json(200, request.method + " " + request.body);
    });
    router_.add("*", "/gate", gate_.handler());
    router_.add("GET", "/count/{last}", [](const Request& request) -> Task<Response> {
      Response response = Response::json(200, "0");
      response.stream =
          std::make_shared<Counting>(std::stoi(std::string(request.parameters[0].second)));
      co_return response;
    });
  }

  void start(ServerOptions options = {}) {
    options.port = 0;
    auto server = start_server(options, router_);
    ASSERT_TRUE(server.ok()) << server.status().message();
    server_ = std::move(*server);
  }
  std::unique_ptr<Client> client() const {
    return open_client({"http", "127.0.0.1", server_->port(), ""});
  }

  AnswerGate gate_;
  Router router_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, SendsAStreamPieceByPieceAndKeepsTheConnection) {
  start();
  auto client = this->client();
  EXPECT_EQ(client->send("GET", "/count/12", {}, "")->body, "0123456789101112");
  EXPECT_EQ(client->send("GET", "/count/0", {}, "")->body, "0");
  EXPECT_EQ(client->send("POST", "/echo", {}, "x")->body, "POST x");
  EXPECT_EQ(server_->connection_count(), 1);
}

TEST_F(ServerTest, EndsAStreamThatHasNoEndWhenItStops) {
  start();
  std::thread reader(
      [this] { EXPECT_FALSE(client()->send("GET", "/count/2000000000", {}, "").ok()); });
  while (server_->connection_count() == 0) std::this_thread::yield();
  server_->stop(std::chrono::seconds(10));
  reader.join();
}

TEST_F(ServerTest, ServesOnAllItsThreads) {
  ServerOptions options;
  options.thread_count = 3;
  start(options);
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      auto own = client();
      for (int n = 0; n < 50; ++n) {
        std::string body = std::to_string(i) + "/" + std::to_string(n);
        auto response = own->send("POST", "/echo", {}, body);
        right += response.ok() && response->body == "POST " + body;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 300);
}

TEST_F(ServerTest, RefusesATakenPortAndABadAddress) {
  start();
  ServerOptions options;
  options.port = server_->port();
  EXPECT_EQ(start_server(options, router_).status().code(), Code::kAlreadyExists);
  options.address = "nowhere";
  EXPECT_EQ(start_server(options, router_).status().code(), Code::kInvalidArgument);
  options.address = "192.0.2.1";  // Of no machine.
  EXPECT_EQ(start_server(options, router_).status().code(), Code::kInvalidArgument);
}

TEST_F(ServerTest, RefusesACertificateThatIsNone) {
  ServerOptions options;
  options.tls_certificate_file = "/nowhere.pem";
  EXPECT_EQ(start_server(options, router_).status().code(), Code::kInvalidArgument);
  options.tls_key_file = "/nowhere.key";
  EXPECT_EQ(start_server(options, router_).status().message(),
            "tls certificate: /nowhere.pem: No such file or directory");
}

TEST_F(ServerTest, StopLetsARunningRequestEnd) {
  start();
  std::thread asking([&] {
    auto response = client()->send("GET", "/gate", {}, "");
    EXPECT_TRUE(response.ok() && response->status == 200);
  });
  gate_.wait_for_request();
  std::thread stopping([&] { server_->stop(milliseconds(60'000)); });
  gate_.open();
  stopping.join();
  asking.join();
  EXPECT_EQ(server_->connection_count(), 0);
  EXPECT_FALSE(client()->send("GET", "/echo", {}, "").ok());
}

TEST_F(ServerTest, StopEndsIdleConnectionsAtOnce) {
  start();
  auto idle = client();
  ASSERT_TRUE(idle->send("GET", "/echo", {}, "").ok());
  EXPECT_EQ(server_->connection_count(), 1);
  server_->stop(milliseconds(60'000));
  EXPECT_EQ(server_->connection_count(), 0);
}

TEST_F(ServerTest, StopDoesNotWaitLongerThanItsGrace) {
  start();
  std::thread asking([&] { EXPECT_FALSE(client()->send("GET", "/gate", {}, "").ok()); });
  gate_.wait_for_request();
  server_->stop(milliseconds(1));
  server_.reset();
  asking.join();
  gate_.open();  // Comes too late, and finds nobody.
}

TEST_F(ServerTest, AllBodiesTogetherAreLimited) {
  ServerOptions options;
  options.body_bytes_held_max = 1000;
  start(options);
  auto own = client();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(own->send("POST", "/echo", {}, std::string(900, 'x'))->status, 200);
  }
  std::thread holding(
      [&] { EXPECT_EQ(client()->send("POST", "/gate", {}, std::string(900, 'x'))->status, 200); });
  gate_.wait_for_request();
  EXPECT_EQ(own->send("POST", "/echo", {}, std::string(900, 'x'))->status, 503);
  gate_.open();
  holding.join();
  EXPECT_EQ(own->send("POST", "/echo", {}, std::string(900, 'x'))->status, 200);
}

TEST_F(ServerTest, RefusesConnectionsOverTheLimitAndServesAgainBelowIt) {
  ServerOptions options;
  options.connection_count_max = 1;
  start(options);
  auto first = client();
  ASSERT_EQ(first->send("GET", "/echo", {}, "")->status, 200);
  auto refused = client()->send("GET", "/echo", {}, "");
  ASSERT_TRUE(refused.ok()) << refused.status().message();
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(find_field(refused->headers, "Retry-After"), "1");
  first.reset();
  while (server_->connection_count() > 0) std::this_thread::yield();
  EXPECT_EQ(client()->send("GET", "/echo", {}, "")->status, 200);
}

}  // namespace
}  // namespace pinflow::http
