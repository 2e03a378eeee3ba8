#include "http/transport.h"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <type_traits>

namespace pinflow::http {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;

constexpr size_t kUnreadBytes = 4 << 10;  // Read and dropped at a time.

template <class Stream>
class StreamTransport final : public Transport {
 public:
  static constexpr bool kIsTls = std::is_same_v<Stream, TlsStream>;

  template <class... StreamArguments>
  explicit StreamTransport(StreamArguments&&... stream)
      : stream_(std::forward<StreamArguments>(stream)...) {
    boost::system::error_code ignored;
    socket().set_option(tcp::no_delay(true), ignored);
    peer_ = socket().remote_endpoint(ignored).address().to_string();
  }

  std::string peer() const override { return peer_; }
  bool is_tls() const override { return kIsTls; }

  std::string_view protocol() const override {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    if constexpr (kIsTls) {
      auto* handle = const_cast<Stream&>(stream_).native_handle();
      SSL_get0_alpn_selected(handle, &name, &size);
    }
    return {reinterpret_cast<const char*>(name), size};
  }

  Task<bool> open() override {
    OperationResult result;
    if constexpr (kIsTls) {
      auto handshake = operation([&](auto handler) {
        stream_.async_handshake(asio::ssl::stream_base::server, std::move(handler));
      });
      result = co_await handshake;
    }
    co_return !result.error;
  }

  void read_some(asio::mutable_buffer space, OperationHandler handler) override {
    stream_.async_read_some(space, handler);
  }

  void write(const Parts& parts, OperationHandler handler) override {
    asio::async_write(stream_, parts, handler);
  }

  size_t read_now(asio::mutable_buffer space) override {
    if constexpr (kIsTls) return 0;
    boost::system::error_code error;
    return do_now(error) ? stream_.read_some(space, error) : 0;
  }

  size_t write_now(const Parts& parts) override {
    if constexpr (kIsTls) return 0;
    boost::system::error_code error;
    return do_now(error) ? stream_.write_some(parts, error) : 0;
  }

  Task<bool> shut_down(bool has_unread) override {
    if constexpr (kIsTls) {
      auto closing = operation([&](auto handler) { stream_.async_shutdown(std::move(handler)); });
      if (!has_unread) co_await closing;
    }
    boost::system::error_code error;
    socket().shutdown(tcp::socket::shutdown_send, error);
    std::string space(has_unread ? kUnreadBytes : 0, '\0');
    while (has_unread && !error) {
      auto reading = operation(
          [&](auto handler) { socket().async_read_some(asio::buffer(space), std::move(handler)); });
      OperationResult result = co_await reading;
      error = result.error;
    }
    co_return !error;
  }

  void cancel() override {
    boost::system::error_code ignored;
    socket().cancel(ignored);
  }

  void close() override {
    boost::system::error_code ignored;
    socket().close(ignored);
  }

 private:
  // Whether operations without a handler return rather than wait.
  bool do_now(boost::system::error_code& error) {
    if (!socket().non_blocking()) socket().non_blocking(true, error);
    return !error;
  }

  tcp::socket& socket() {
    if constexpr (kIsTls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  Stream stream_;
  std::string peer_;
};

}  // namespace

std::unique_ptr<Transport> make_transport(tcp::socket socket, asio::ssl::context* tls) {
  if (tls) return std::make_unique<StreamTransport<TlsStream>>(std::move(socket), *tls);
  return std::make_unique<StreamTransport<tcp::socket>>(std::move(socket));
}

}  // namespace pinflow::http
