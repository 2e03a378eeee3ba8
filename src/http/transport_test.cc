#include "http/transport.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <thread>

namespace pinflow::http {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

class TransportTest : public testing::Test {
 protected:
  TransportTest() : client_(io_) {
    tcp::acceptor acceptor(io_, {asio::ip::address_v4::loopback(), 0});
    client_.connect(acceptor.local_endpoint());
    transport_ = make_transport(acceptor.accept(), nullptr);
  }

  asio::io_context io_;
  tcp::socket client_;
  std::unique_ptr<Transport> transport_;
};

TEST_F(TransportTest, KnowsWhoItTalksTo) {
  EXPECT_EQ(transport_->peer(), "127.0.0.1");
  EXPECT_FALSE(transport_->is_tls());
  EXPECT_EQ(transport_->protocol(), "");
}

TEST_F(TransportTest, AClientSeesWhatWasSentLastEvenWhileItSends) {
  auto sends_and_ends = [](Transport& transport) -> Task<bool> {
    Transport::Parts parts = {asio::buffer("good", 4), asio::buffer("bye", 3)};
    auto writing = operation([&](auto handler) { transport.write(parts, handler); });
    co_await writing;
    Task<bool> closing = transport.shut_down(true);
    bool is_closed = co_await closing;
    co_return is_closed;
  };
  Task<bool> ending = sends_and_ends(*transport_);
  ending.start();
  std::thread server([this] { io_.run(); });
  std::string unread(10 << 20, 'x');
  asio::write(client_, asio::buffer(unread));
  std::string answer;
  boost::system::error_code error;
  asio::read(client_, asio::dynamic_buffer(answer), error);
  EXPECT_EQ(answer, "goodbye");
  client_.close();
  server.join();
  EXPECT_TRUE(ending.ended());
}

TEST_F(TransportTest, CancellingEndsARead) {
  auto reads = [](Transport& transport) -> Task<bool> {
    std::array<char, 8> space = {};
    auto reading =
        operation([&](auto handler) { transport.read_some(asio::buffer(space), handler); });
    OperationResult result = co_await reading;
    co_return result.error == asio::error::operation_aborted;
  };
  Task<bool> reading = reads(*transport_);
  reading.start();
  transport_->cancel();
  io_.run();
  EXPECT_TRUE(reading.result());
}

}  // namespace
}  // namespace pinflow::http
