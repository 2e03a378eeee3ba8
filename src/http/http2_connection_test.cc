// HTTP/2 connections seen from a bare socket: many streams at once, cancelling, stopping.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "http/http2_frames_for_test.h"
#include "http/line_echo_for_test.h"
#include "http/protocol.h"

namespace pinflow::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A client that sends exactly the frames it is told to.
class FrameClient {
 public:
  explicit FrameClient(uint16_t port, std::string_view begin = client_begin()) : socket_(io_) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    send(begin);
  }

  void send(std::string_view bytes) {
    boost::system::error_code ignored;
    boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
  }

  // Reads until such a frame has come; what came before it is dropped.
  ReadFrame next(FrameType type, int32_t stream = 0) {
    return next([&](const ReadFrame& frame) {
      return frame.type == type && (stream == 0 || frame.stream == stream);
    });
  }
  ReadFrame next_of(int32_t stream) {
    return next([&](const ReadFrame& frame) { return frame.stream == stream; });
  }
  void leave() { socket_.close(); }
  // Whether the server closed, after whatever it sent.
  bool is_closed() {
    while (read_some()) {
    }
    return true;
  }
  std::string body_of(int32_t stream) {
    std::string body;
    while (true) {
      ReadFrame data = next(FrameType::kData, stream);
      body += data.payload;
      if ((data.flags & kEndStream) != 0) return body;
    }
  }

 private:
  template <class Wanted>
  ReadFrame next(Wanted is_wanted) {
    while (true) {
      for (; at_ < frames_.size(); ++at_) {
        if (is_wanted(frames_[at_])) return frames_[at_++];
      }
      if (!read_some()) throw std::runtime_error("the server closed");
    }
  }
  bool read_some() {
    std::string bytes(16 << 10, '\0');
    boost::system::error_code error;
    bytes.resize(socket_.read_some(boost::asio::buffer(bytes), error));
    for (ReadFrame& frame : reader_.read(bytes)) frames_.push_back(std::move(frame));
    return !error;
  }

  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_;
  FrameReader reader_;
  std::vector<ReadFrame> frames_;
  size_t at_ = 0;
};

// Handlers that wait until the test lets them go.
class Gate {
 public:
  Handler handler() {
    return [this](const Request&) -> Task<Response> {
      auto opened = completion<int>([this](const Done<int>& done) {
        std::lock_guard lock(mutex_);
        waiting_.push_back(done);
        ++arrived_;
        changed_.notify_all();
      });
      int status = co_await opened;
      co_return Response::json(status, "opened");
    };
  }
  void wait_for(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return arrived_ >= count; });
  }
  int arrived() {
    std::lock_guard lock(mutex_);
    return arrived_;
  }
  void open() {
    std::lock_guard lock(mutex_);
    for (const auto& done : waiting_) done(200);
    waiting_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Done<int>> waiting_;
  int arrived_ = 0;
};

// Pieces without end; counts how many were asked for.
class Endless final : public BodyStream {
 public:
  explicit Endless(std::atomic<int>* asked) : asked_(asked) {}
  Task<std::optional<std::string>> next() override {
    ++*asked_;
    co_return std::string(1000, 'x');
  }

 private:
  std::atomic<int>* asked_;
};

class Http2ConnectionTest : public testing::Test {
 protected:
  Http2ConnectionTest() {
    router_.add("*", "/echo", [](const Request& request) -> Task<Response> {
      co_return Response::json(200, request.method + " " + request.body);
    });
    router_.add("*", "/gate", gate_.handler());
    router_.add("*", "/endless", [this](const Request&) -> Task<Response> {
      Response response;
      response.stream = std::make_shared<Endless>(&pieces_asked_);
      co_return response;
    });
    router_.add("POST", "/lines", [](const Request& request) -> Task<Response> {
      Response response;
      response.stream = std::make_shared<LineEcho>(request.incoming);
      co_return response;
    });
    router_.set_takes_stream([](const Request& request) { return request.path == "/lines"; });
  }

  uint16_t start(ServerOptions options = {}) {
    options.port = 0;
    server_ = std::move(*start_server(options, router_));
    return server_->port();
  }

  Gate gate_;
  std::atomic<int> pieces_asked_ = 0;
  Router router_;
  std::unique_ptr<Server> server_;
};

TEST_F(Http2ConnectionTest, ServesManyStreamsOfOneConnectionAtOnce) {
  FrameClient client(start());
  client.send(get_frame(1, "/gate") + post_frames(3, "/echo", "a") + post_frames(5, "/echo", "b"));
  EXPECT_EQ(client.body_of(3), "POST a");
  EXPECT_EQ(client.body_of(5), "POST b");
  gate_.wait_for(1);
  gate_.open();
  EXPECT_EQ(client.body_of(1), "opened");
  EXPECT_EQ(server_->connection_count(), 1);
}

TEST_F(Http2ConnectionTest, ThePrefaceMayComeInPieces) {
  FrameClient client(start(), kClientPreface.substr(0, 1));
  client.send(kClientPreface.substr(1, 20));
  client.send(kClientPreface.substr(21));
  client.send(frame(FrameType::kSettings, 0, 0, "") + get_frame(1, "/echo"));
  EXPECT_EQ(client.body_of(1), "GET ");
}

TEST_F(Http2ConnectionTest, ALongBodyGoesBothWays) {
  std::string body(300'000, 'x');
  // All of an answer may be sent at once: 2^31 - 1 for its stream and the connection.
  FrameClient client(start(), client_begin(big_endian(4, 2) + big_endian(0x7fffffff, 4)));
  client.send(frame(FrameType::kWindowUpdate, 0, 0, big_endian(0x7fff0000 - 65535, 4)));
  std::string frames =
      frame(FrameType::kHeaders, kEndHeaders, 1, literal_fields(request_head("POST", "/echo")));
  for (size_t at = 0; at < body.size(); at += 10'000) {
    bool is_last = at + 10'000 >= body.size();
    frames += frame(FrameType::kData, is_last ? kEndStream : 0, 1, body.substr(at, 10'000));
  }
  client.send(frames);
  EXPECT_EQ(client.body_of(1), "POST " + body);
}

TEST_F(Http2ConnectionTest, AStreamIsAskedForNoMoreThanTheClientTakes) {
  FrameClient client(start(), client_begin(big_endian(4, 2) + big_endian(2500, 4)));
  client.send(get_frame(1, "/endless"));
  while (pieces_asked_ < 3) std::this_thread::yield();
  client.send(post_frames(3, "/echo", "a"));
  EXPECT_EQ(client.body_of(3), "POST a");
  EXPECT_EQ(pieces_asked_, 3);  // Of 1,000 bytes, of which two and a half may go.
  client.send(frame(FrameType::kReset, 0, 1, big_endian(8, 4)));
  client.send(post_frames(5, "/echo", "b"));
  EXPECT_EQ(client.body_of(5), "POST b");
  EXPECT_EQ(pieces_asked_, 3);
}

std::string lines_head(int32_t stream) {
  return frame(FrameType::kHeaders, kEndHeaders, stream,
               literal_fields(request_head("POST", "/lines")));
}

TEST_F(Http2ConnectionTest, ABodyThatStillComesIsAnsweredPieceByPiece) {
  FrameClient client(start());
  client.send(lines_head(1));
  EXPECT_EQ(client.next(FrameType::kHeaders, 1).stream, 1);
  client.send(frame(FrameType::kData, 0, 1, "one\ntw"));
  EXPECT_EQ(client.next(FrameType::kData, 1).payload, "<one>");
  client.send(post_frames(3, "/echo", "beside"));
  EXPECT_EQ(client.body_of(3), "POST beside");
  client.send(frame(FrameType::kData, 0, 1, "o\n"));
  EXPECT_EQ(client.next(FrameType::kData, 1).payload, "<two>");
  client.send(frame(FrameType::kData, kEndStream, 1, "three\nrest"));
  EXPECT_EQ(client.body_of(1), "<three>");
}

TEST_F(Http2ConnectionTest, ABodyThatStillComesMayBeLongerThanAllWindows) {
  constexpr int kPieces = 1000;  // 16 MB, where the connection's window is 4.
  FrameClient client(start(), client_begin(big_endian(4, 2) + big_endian(0x7fffffff, 4)));
  client.send(frame(FrameType::kWindowUpdate, 0, 0, big_endian(0x7fff0000 - 65535, 4)));
  client.send(lines_head(1));
  client.next(FrameType::kHeaders, 1);
  const std::string line = std::string(15'999, 'x') + "\n";
  size_t answered = 0;
  for (int i = 0; i < kPieces; ++i) {
    client.send(frame(FrameType::kData, i + 1 == kPieces ? kEndStream : 0, 1, line));
    // As a client that keeps to its window: so much of it is free as was answered.
    while (answered + 500'000 < (i + 1) * line.size()) {
      answered += client.next(FrameType::kData, 1).payload.size();
    }
  }
  EXPECT_EQ(answered + client.body_of(1).size(), kPieces * (line.size() + 1));
}

TEST_F(Http2ConnectionTest, ABegunLineMustEndInTime) {
  ServerOptions options;
  options.request_timeout = milliseconds(50);
  FrameClient client(start(options));
  client.send(lines_head(1) + frame(FrameType::kData, 0, 1, "one\nbegun"));
  EXPECT_EQ(client.body_of(1), "<one>");
}

TEST_F(Http2ConnectionTest, StoppingEndsABodyThatPauses) {
  FrameClient client(start());
  client.send(lines_head(1) + frame(FrameType::kData, 0, 1, "one\n"));
  EXPECT_EQ(client.next(FrameType::kData, 1).payload, "<one>");
  std::thread stopping([this] { server_->stop(seconds(60)); });
  EXPECT_EQ(client.body_of(1), "");
  client.leave();
  stopping.join();
}

TEST_F(Http2ConnectionTest, ClientThatLeavesInTheMiddleOfABodyIsForgotten) {
  start();
  {
    FrameClient client(server_->port());
    client.send(lines_head(1) + frame(FrameType::kData, 0, 1, "one\nbegun"));
    EXPECT_EQ(client.next(FrameType::kData, 1).payload, "<one>");
  }
  server_->stop(seconds(60));
  EXPECT_EQ(server_->connection_count(), 0);
}

// Each handler goes on after its stream is cancelled: more than the limit must not run.
TEST_F(Http2ConnectionTest, CancellingDoesNotMakeRoomForMoreHandlers) {
  ServerOptions options;
  options.stream_count_max = 3;
  FrameClient client(start(options));
  for (int32_t stream = 1; stream <= 5; stream += 2) client.send(get_frame(stream, "/gate"));
  gate_.wait_for(3);
  for (int32_t stream = 1; stream <= 5; stream += 2) {
    client.send(frame(FrameType::kReset, 0, stream, big_endian(8, 4)));
  }
  client.send(get_frame(7, "/gate"));
  EXPECT_EQ(client.next(FrameType::kReset, 7).error_code(), 7u);
  EXPECT_EQ(gate_.arrived(), 3);
  gate_.open();
  int32_t stream = 9;
  do {
    client.send(get_frame(stream, "/echo"));
    stream += 2;
  } while (client.next_of(stream - 2).type == FrameType::kReset);  // Until the handlers ended.
  EXPECT_EQ(client.body_of(stream - 2), "GET ");
}

TEST_F(Http2ConnectionTest, StoppingLetsRunningRequestsEndAndSaysGoodbye) {
  FrameClient client(start());
  client.send(get_frame(1, "/gate"));
  gate_.wait_for(1);
  std::thread stopping([this] { server_->stop(seconds(60)); });
  ReadFrame go_away = client.next(FrameType::kGoAway);
  EXPECT_EQ(go_away.error_code(), 0u);
  EXPECT_EQ(go_away.number_at(0), 1u);
  client.send(get_frame(3, "/gate"));  // Too late: it is not among those that are served.
  gate_.open();
  EXPECT_EQ(client.body_of(1), "opened");
  EXPECT_TRUE(client.is_closed());
  client.leave();
  stopping.join();
  EXPECT_EQ(gate_.arrived(), 1);
}

TEST_F(Http2ConnectionTest, StoppingCutsAStreamThatHasNoEnd) {
  FrameClient client(start());
  client.send(get_frame(1, "/endless"));
  client.next(FrameType::kData, 1);
  std::thread stopping([this] { server_->stop(seconds(60)); });
  client.next(FrameType::kGoAway);
  client.send(frame(FrameType::kWindowUpdate, 0, 1, big_endian(1 << 20, 4)) +
              frame(FrameType::kWindowUpdate, 0, 0, big_endian(1 << 20, 4)));
  EXPECT_EQ(client.next(FrameType::kReset, 1).error_code(), 8u);
  EXPECT_TRUE(client.is_closed());
  client.leave();
  stopping.join();
}

TEST_F(Http2ConnectionTest, ClientThatLeavesInTheMiddleIsForgotten) {
  start();
  {
    FrameClient client(server_->port());
    client.send(get_frame(1, "/gate") + get_frame(3, "/endless"));
    client.send(
        frame(FrameType::kHeaders, kEndHeaders, 5, literal_fields(request_head("POST", "/echo"))));
    gate_.wait_for(1);
  }
  gate_.open();
  server_->stop(seconds(60));
  EXPECT_EQ(server_->connection_count(), 0);
}

TEST_F(Http2ConnectionTest, AnIdleClientIsToldToGo) {
  ServerOptions options;
  options.idle_timeout = milliseconds(50);
  FrameClient client(start(options));
  EXPECT_EQ(client.next(FrameType::kGoAway).error_code(), 0u);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(Http2ConnectionTest, AFloodEndsTheConnection) {
  FrameClient client(start());
  std::string flood;
  for (int i = 0; i < 100'000; ++i) flood += frame(FrameType::kPing, 0, 0, std::string(8, 'p'));
  std::thread sending([&] { client.send(flood); });
  EXPECT_TRUE(client.is_closed());
  sending.join();
  FrameClient other(server_->port());
  other.send(get_frame(1, "/echo"));
  EXPECT_EQ(other.body_of(1), "GET ");
}

}  // namespace
}  // namespace pinflow::http
