#include "http/packet_server.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <vector>

#include "base/idle_work.h"
#include "http/packet_client_for_test.h"

namespace pinflow::http {
namespace {

using std::chrono::milliseconds;

// Answers "<packet>"; to "silent" nothing, to "end" the last answer; "wait…" when a test says so.
class WaitingEcho final : public PacketService {
 public:
  std::unique_ptr<PacketSession> open_session(const PacketPeer& peer) override {
    std::lock_guard lock(mutex_);
    peer_ = peer;
    return std::make_unique<Session>(this);
  }

  PacketPeer peer() {
    std::lock_guard lock(mutex_);
    return peer_;
  }
  void wait_for_waiting(size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_.size() >= count; });
  }
  size_t begun_count() {
    std::lock_guard lock(mutex_);
    return begun_;
  }
  void let_go(size_t which) {
    std::lock_guard lock(mutex_);
    waiting_.at(which)(true);
  }

 private:
  class Session final : public PacketSession {
   public:
    explicit Session(WaitingEcho* echo) : echo_(echo) {}
    Task<PacketAnswer> answer(std::string packet) override {
      echo_->note_begun();
      if (packet.starts_with("wait")) {
        auto waiting = completion<bool>([this](const Done<bool>& done) { echo_->add(done); });
        co_await waiting;
      }
      if (packet == "silent") co_return PacketAnswer{};
      co_return PacketAnswer{"<" + packet + ">", packet == "end"};
    }

   private:
    WaitingEcho* echo_;
  };

  void note_begun() {
    std::lock_guard lock(mutex_);
    ++begun_;
  }
  void add(const Done<bool>& done) {
    std::lock_guard lock(mutex_);
    waiting_.push_back(done);
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  PacketPeer peer_;
  size_t begun_ = 0;
  std::vector<Done<bool>> waiting_;
};

class PacketServerTest : public testing::Test {
 protected:
  uint16_t start(PacketServerOptions options = {}) {
    options.name = "echo";
    auto server = start_packet_server(options, echo_);
    check(server.ok());
    server_ = std::move(*server);
    return server_->port();
  }

  WaitingEcho echo_;
  std::unique_ptr<Server> server_;
};

TEST_F(PacketServerTest, APacketGetsItsAnswerWithALengthInFront) {
  PacketClient client(start());
  client.send("hello");
  EXPECT_EQ(client.receive(), "<hello>");
  client.send("");
  EXPECT_EQ(client.receive(), "<>");
}

TEST_F(PacketServerTest, ASessionKnowsWhoAsksAndWhere) {
  uint16_t port = start();
  PacketClient client(port);
  client.send("hello");
  ASSERT_TRUE(client.receive());
  EXPECT_EQ(echo_.peer().address, "127.0.0.1");
  EXPECT_EQ(echo_.peer().local_address, "127.0.0.1");
  EXPECT_EQ(echo_.peer().local_port, port);
}

TEST_F(PacketServerTest, APacketMayComeInPiecesAndSeveralInOne) {
  PacketClient client(start());
  std::string three = PacketClient::packet("a") + PacketClient::packet("b");
  client.send_bytes(three.substr(0, 2));
  client.send_bytes(three.substr(2) + PacketClient::packet("c"));
  EXPECT_EQ(client.receive(), "<a>");
  EXPECT_EQ(client.receive(), "<b>");
  EXPECT_EQ(client.receive(), "<c>");
}

TEST_F(PacketServerTest, ALongPacketComesWhole) {
  PacketClient client(start());
  std::string text(3'000'000, 'x');
  text.front() = '(';
  text.back() = ')';
  client.send(text);
  client.send("next");
  EXPECT_EQ(client.receive(), "<" + text + ">");
  EXPECT_EQ(client.receive(), "<next>");
}

TEST_F(PacketServerTest, AnswersComeInTheOrderOfThePackets) {
  PacketClient client(start());
  client.send("wait1");
  client.send("wait2");
  client.send("quick");
  echo_.wait_for_waiting(2);
  echo_.let_go(1);
  echo_.let_go(0);
  EXPECT_EQ(client.receive(), "<wait1>");
  EXPECT_EQ(client.receive(), "<wait2>");
  EXPECT_EQ(client.receive(), "<quick>");
}

TEST_F(PacketServerTest, WhatIsAnsweredBehindAnAnswerGoesWithIt) {
  PacketClient client(start());
  const std::string longer(10'000, 'x');
  for (const std::string& packet : {std::string("wait"), std::string("a"), std::string("silent"),
                                    longer, longer, std::string("end"), std::string("b")}) {
    client.send(packet);
  }
  echo_.wait_for_waiting(1);
  echo_.let_go(0);
  EXPECT_EQ(client.receive(), "<wait>");
  EXPECT_EQ(client.receive(), "<a>");
  EXPECT_EQ(client.receive(), "<" + longer + ">");
  EXPECT_EQ(client.receive(), "<" + longer + ">");
  EXPECT_EQ(client.receive(), "<end>");
  EXPECT_EQ(client.receive(), std::nullopt);
}

// Answers "own" where the thread of the connection did the work that the answer waited for.
class WorkingEcho final : public PacketService {
 public:
  std::unique_ptr<PacketSession> open_session(const PacketPeer&) override {
    return std::make_unique<Session>();
  }

 private:
  class Session final : public PacketSession {
   public:
    Task<PacketAnswer> answer(std::string) override {
      auto working = completion<bool>([](const Done<bool>& done) {
        const bool is_own = IdleWork::offer([done] { done(true); });
        if (!is_own) done(false);
      });
      const bool is_own = co_await working;
      co_return PacketAnswer{is_own ? "own" : "other's"};
    }
  };
};

TEST(PacketServer, AThreadWithOneClientDoesItsWorkByItself) {
  WorkingEcho echo;
  PacketServerOptions options;
  options.name = "echo";
  auto server = std::move(*start_packet_server(options, echo));
  PacketClient client(server->port());
  for (uint64_t i = 0; i + 1 < IdleWork::kRequestsInARow; ++i) {
    client.send("x");
    EXPECT_EQ(client.receive(), "other's");
  }
  for (int i = 0; i < 40; ++i) client.send("x");
  for (int i = 0; i < 40; ++i) EXPECT_EQ(client.receive(), "own");
  PacketClient other(server->port());
  other.send("x");
  EXPECT_EQ(other.receive(), "other's");
}

TEST_F(PacketServerTest, APacketWithoutAnAnswerHoldsNobodyUp) {
  PacketClient client(start());
  for (int i = 0; i < 100; ++i) client.send("silent");
  client.send("hello");
  EXPECT_EQ(client.receive(), "<hello>");
}

TEST_F(PacketServerTest, NoMorePacketsThanAllowedAreInWork) {
  PacketServerOptions options;
  options.packets_in_work_max = 2;
  PacketClient client(start(options));
  for (int i = 0; i < 5; ++i) client.send("wait");
  echo_.wait_for_waiting(2);
  PacketClient other(
      server_->port());  // On the same thread: by its answer the first has been read.
  other.send("hello");
  EXPECT_EQ(other.receive(), "<hello>");
  EXPECT_EQ(echo_.begun_count(), 3u);
  for (size_t i = 0; i < 5; ++i) {
    echo_.wait_for_waiting(i + 1);
    echo_.let_go(i);
    EXPECT_EQ(client.receive(), "<wait>");
  }
}

TEST_F(PacketServerTest, TheLastAnswerIsSentBeforeTheEnd) {
  PacketClient client(start());
  client.send("end");
  EXPECT_EQ(client.receive(), "<end>");
  EXPECT_EQ(client.receive(), std::nullopt);
}

TEST_F(PacketServerTest, AStopLetsWhatIsInWorkBeAnswered) {
  PacketClient client(start());
  client.send("wait");
  echo_.wait_for_waiting(1);
  std::thread stopping([this] { server_->stop(milliseconds(60'000)); });
  echo_.let_go(0);
  EXPECT_EQ(client.receive(), "<wait>");
  EXPECT_EQ(client.receive(), std::nullopt);
  stopping.join();
  EXPECT_EQ(server_->connection_count(), 0);
}

TEST_F(PacketServerTest, AStopWithoutGraceLeavesWhatWaits) {
  PacketClient client(start());
  client.send("wait");
  echo_.wait_for_waiting(1);
  server_->stop(milliseconds(0));
  server_.reset();
  echo_.let_go(0);
  EXPECT_EQ(client.receive(), std::nullopt);
}

TEST_F(PacketServerTest, APortThatIsTakenIsSaid) {
  PacketServerOptions options;
  options.port = start();
  EXPECT_EQ(start_packet_server(options, echo_).status().code(), Code::kAlreadyExists);
}

}  // namespace
}  // namespace pinflow::http
