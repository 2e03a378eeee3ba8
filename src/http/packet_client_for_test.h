// PacketClient: a bare socket that speaks in packets, for tests.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace pinflow::http {

class PacketClient {
 public:
  explicit PacketClient(uint16_t port) : socket_(io_) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
  }

  static std::string packet(std::string_view bytes) {
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) {
      text += static_cast<char>(bytes.size() >> static_cast<unsigned>(shift));
    }
    return text.append(bytes);
  }

  void send_bytes(std::string_view bytes) {
    boost::system::error_code ignored;  // A server may refuse before it has read all.
    boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
  }
  void send(std::string_view bytes) { send_bytes(packet(bytes)); }

  // The next answer; nothing when the server closed instead.
  std::optional<std::string> receive() {
    std::string length(4, '\0');
    if (!read(&length)) return std::nullopt;
    size_t size = 0;
    for (char byte : length) size = size << 8 | static_cast<unsigned char>(byte);
    std::string bytes(size, '\0');
    if (!read(&bytes)) return std::nullopt;
    return bytes;
  }

 private:
  bool read(std::string* bytes) {
    boost::system::error_code error;
    boost::asio::read(socket_, boost::asio::buffer(*bytes), error);
    return !error;
  }

  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_;
};

}  // namespace pinflow::http
