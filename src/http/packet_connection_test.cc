// What becomes of clients that break a limit.
#include "http/packet_connection.h"

#include <gtest/gtest.h>

#include "http/packet_client_for_test.h"

namespace pinflow::http {
namespace {

using std::chrono::milliseconds;

class PlainEcho final : public PacketService {
 public:
  std::unique_ptr<PacketSession> open_session(const PacketPeer&) override {
    return std::make_unique<Session>();
  }

 private:
  class Session final : public PacketSession {
   public:
    Task<PacketAnswer> answer(std::string packet) override {
      co_return PacketAnswer{std::move(packet)};
    }
  };
};

class PacketConnectionTest : public testing::Test {
 protected:
  uint16_t start() {
    options_.name = "echo";
    auto server = start_packet_server(options_, echo_);
    check(server.ok());
    server_ = std::move(*server);
    return server_->port();
  }

  PlainEcho echo_;
  PacketServerOptions options_;
  std::unique_ptr<Server> server_;
};

TEST_F(PacketConnectionTest, ALengthOverTheLimitEndsTheSession) {
  options_.packet_bytes_max = 10;
  PacketClient client(start());
  client.send("0123456789");
  EXPECT_EQ(client.receive(), "0123456789");
  client.send("0123456789a");
  EXPECT_EQ(client.receive(), std::nullopt);
}

TEST_F(PacketConnectionTest, OneWhoSpeaksAnotherProtocolIsLeft) {
  PacketClient client(start());
  client.send_bytes("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.receive(), std::nullopt);
}

TEST_F(PacketConnectionTest, OneWhoSaysNothingIsLeft) {
  options_.idle_timeout = milliseconds(20);
  PacketClient client(start());
  client.send("a");
  EXPECT_EQ(client.receive(), "a");
  EXPECT_EQ(client.receive(), std::nullopt);
}

TEST_F(PacketConnectionTest, OneWhoStopsInTheMiddleOfAPacketIsLeft) {
  options_.packet_timeout = milliseconds(20);
  const uint16_t port = start();
  PacketClient in_length(port);
  in_length.send_bytes(std::string_view("\0\0", 2));
  EXPECT_EQ(in_length.receive(), std::nullopt);
  PacketClient in_packet(port);
  in_packet.send_bytes(PacketClient::packet("hello").substr(0, 6));
  EXPECT_EQ(in_packet.receive(), std::nullopt);
}

TEST_F(PacketConnectionTest, WhatAllHoldTogetherIsBoundedAndGivenBack) {
  options_.bytes_held_max = 100;
  options_.packet_timeout = milliseconds(100);
  PacketClient client(start());
  for (int i = 0; i < 10; ++i) {
    client.send(std::string(40, 'a'));
    EXPECT_EQ(client.receive(), std::string(40, 'a'));
  }
  client.send(std::string(101, 'a'));
  EXPECT_EQ(client.receive(), std::nullopt);
}

TEST_F(PacketConnectionTest, OneTooManyIsClosed) {
  options_.connection_count_max = 1;
  const uint16_t port = start();
  PacketClient first(port);
  first.send("a");
  EXPECT_EQ(first.receive(), "a");
  PacketClient second(port);
  EXPECT_EQ(second.receive(), std::nullopt);
}

}  // namespace
}  // namespace pinflow::http
