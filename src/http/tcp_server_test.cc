#include "http/tcp_server.h"

#include <gtest/gtest.h>

#include "http/packet_client_for_test.h"

namespace pinflow::http {
namespace {

// Says its admission and ends.
class Greeting final : public Connection {
 public:
  Greeting(boost::asio::ip::tcp::socket socket, Admission admission)
      : socket_(std::move(socket)), admission_(admission) {}

  void start(std::function<void()> ended) override {
    boost::system::error_code ignored;
    const std::string word = admission_ == Admission::kServe ? "welcome" : "sorry";
    boost::asio::write(socket_, boost::asio::buffer(PacketClient::packet(word)), ignored);
    ended_ = std::move(ended);
    if (admission_ == Admission::kRefuse) ended_();
  }
  void enforce_deadline(SteadyTime) override {}
  void finish() override { ended_(); }
  void close() override {}

 private:
  boost::asio::ip::tcp::socket socket_;
  const Admission admission_;
  std::function<void()> ended_;
};

TEST(TcpServerTest, ClientsPastTheLimitAreMadeAsRefusedOnes) {
  auto server = start_tcp_server({"127.0.0.1", 0, 2, 1, std::chrono::seconds(1)},
                                 [](auto socket, Admission admission) {
                                   return std::make_unique<Greeting>(std::move(socket), admission);
                                 });
  ASSERT_TRUE(server.ok()) << server.status().message();
  PacketClient first((*server)->port());
  EXPECT_EQ(first.receive(), "welcome");
  PacketClient second((*server)->port());
  EXPECT_EQ(second.receive(), "sorry");
  EXPECT_EQ(second.receive(), std::nullopt);
  (*server)->stop(std::chrono::seconds(60));
  EXPECT_EQ((*server)->connection_count(), 0);
}

TEST(TcpServerTest, AnAddressThatIsNoneIsSaid) {
  auto server = start_tcp_server({"nowhere", 0, 1, 1, std::chrono::seconds(1)}, nullptr);
  EXPECT_EQ(server.status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::http
