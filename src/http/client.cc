#include "http/client.h"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "http/operation.h"
#include "http/task.h"

namespace pinflow::http {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr uint64_t kResponseBytesMax = 1u << 30;

struct Answered {
  error_code error;
  bool has_answer_begun = false;  // A byte of the answer has come.
  bool stays_open = false;
  Response response;
};

// One connection. All its operations run inside run_until().
class ClientLink {
 public:
  virtual ~ClientLink() = default;
  virtual Task<error_code> open(const Url& server) = 0;
  virtual Task<Answered> exchange(std::string_view head, std::string_view body, bool is_head) = 0;
  virtual void close() = 0;
};

template <class Stream>
class StreamLink final : public ClientLink {
 public:
  template <class... StreamArguments>
  explicit StreamLink(asio::io_context& io, StreamArguments&&... stream)
      : resolver_(io), stream_(io, std::forward<StreamArguments>(stream)...) {}

  Task<error_code> open(const Url& server) override;
  Task<Answered> exchange(std::string_view head, std::string_view body, bool is_head) override;
  void close() override {
    error_code ignored;
    resolver_.cancel();
    socket().close(ignored);
  }

 private:
  static constexpr bool kIsTls = !std::is_same_v<Stream, tcp::socket>;

  tcp::socket& socket() {
    if constexpr (kIsTls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  tcp::resolver resolver_;
  Stream stream_;
  boost::beast::flat_buffer buffer_;
};

template <class Stream>
Task<error_code> StreamLink<Stream>::open(const Url& server) {
  tcp::resolver::results_type endpoints;
  auto resolving = operation([&](auto handler) {
    resolver_.async_resolve(server.host, std::to_string(server.port),
                            [&endpoints, handler](error_code error, auto found) mutable {
                              endpoints = std::move(found);
                              handler(error);
                            });
  });
  OperationResult resolved = co_await resolving;
  if (resolved.error) co_return resolved.error;
  auto connecting = operation([&](auto handler) {
    asio::async_connect(
        socket(), endpoints,
        [handler](error_code error, const tcp::endpoint&) mutable { handler(error); });
  });
  OperationResult connected = co_await connecting;
  if (connected.error) co_return connected.error;
  error_code ignored;
  socket().set_option(tcp::no_delay(true), ignored);
  if constexpr (kIsTls) {
    stream_.set_verify_callback(asio::ssl::host_name_verification(server.host), ignored);
    SSL_set_tlsext_host_name(stream_.native_handle(), server.host.c_str());
    auto handshake = operation([&](auto handler) {
      stream_.async_handshake(asio::ssl::stream_base::client, std::move(handler));
    });
    OperationResult greeted = co_await handshake;
    co_return greeted.error;
  }
  co_return error_code();
}

template <class Stream>
Task<Answered> StreamLink<Stream>::exchange(std::string_view head, std::string_view body,
                                            bool is_head) {
  Answered exchange;
  std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::buffer(body)};
  auto writing =
      operation([&](auto handler) { asio::async_write(stream_, parts, std::move(handler)); });
  OperationResult written = co_await writing;
  // A server that refuses a long body answers before it has read all: look for that answer.
  beast_http::response_parser<beast_http::string_body> parser;
  parser.body_limit(kResponseBytesMax);
  parser.skip(is_head);
  auto reading = operation(
      [&](auto handler) { beast_http::async_read(stream_, buffer_, parser, std::move(handler)); });
  OperationResult read = co_await reading;
  exchange.has_answer_begun = parser.got_some();
  exchange.error = read.error && written.error ? written.error : read.error;
  if (exchange.error) co_return exchange;
  exchange.stays_open = !written.error && parser.keep_alive();
  auto message = parser.release();
  exchange.response.status = static_cast<int>(message.result_int());
  exchange.response.body = std::move(message.body());
  for (const auto& field : message) {
    exchange.response.headers.emplace_back(field.name_string(), field.value());
  }
  exchange.response.content_type = message[beast_http::field::content_type];
  co_return exchange;
}

class TcpClient final : public Client {
 public:
  TcpClient(const Url& server, const ClientOptions& options)
      : server_(server), options_(options), host_(authority(server)) {}

  Result<Response> send(std::string_view method, std::string_view target, const Fields& headers,
                        std::string_view body) override;

 private:
  Status connect();
  std::string head(std::string_view method, std::string_view target, const Fields& headers,
                   size_t body_size) const;
  Status failure(std::string_view step, const error_code& error) const {
    std::string cause = error == asio::error::operation_aborted ? "timed out" : error.message();
    return Status(Code::kUnavailable, std::string(step) + ": " + host_ + ": " + cause);
  }
  // Runs `task` to its end; past `timeout` its operations are cut off by closing the link.
  template <class T>
  T run(Task<T> task, std::chrono::milliseconds timeout) {
    task.start();
    io_.restart();
    if (!task.ended()) io_.run_for(timeout);
    if (!task.ended()) {
      link_->close();
      io_.restart();
      io_.run();
    }
    return task.result();
  }

  const Url server_;
  const ClientOptions options_;
  const std::string host_;
  asio::io_context io_{1};
  std::optional<asio::ssl::context> tls_;
  std::unique_ptr<ClientLink> link_;  // Null: not connected.
};

Status TcpClient::connect() {
  if (server_.scheme == "https") {
    if (!tls_) {
      tls_.emplace(asio::ssl::context::tls_client);
      tls_->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                        asio::ssl::context::no_tlsv1_1);
      tls_->set_verify_mode(asio::ssl::verify_peer);
      error_code error;
      tls_->set_default_verify_paths(error);
      if (error) return failure("certificates of the system", error);
    }
    link_ = std::make_unique<StreamLink<asio::ssl::stream<tcp::socket>>>(io_, *tls_);
  } else {
    link_ = std::make_unique<StreamLink<tcp::socket>>(io_);
  }
  error_code error = run(link_->open(server_), options_.connect_timeout);
  if (!error) return Status();
  link_.reset();
  return failure("connect", error);
}

std::string TcpClient::head(std::string_view method, std::string_view target, const Fields& headers,
                            size_t body_size) const {
  std::string text(method);
  text.append(" ").append(target).append(" HTTP/1.1\r\n");
  if (!find_field(headers, "Host")) text.append("Host: ").append(host_).append("\r\n");
  bool has_length = body_size > 0 || (method != "GET" && method != "HEAD");
  if (has_length) {
    text.append("Content-Length: ").append(std::to_string(body_size)).append("\r\n");
  }
  for (const auto& [name, value] : headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  return text.append("\r\n");
}

Result<Response> TcpClient::send(std::string_view method, std::string_view target,
                                 const Fields& headers, std::string_view body) {
  std::string request_head = head(method, target, headers, body.size());
  while (true) {
    bool is_kept = link_ != nullptr;
    if (!is_kept) TRY(connect());
    Answered exchange =
        run(link_->exchange(request_head, body, method == "HEAD"), options_.request_timeout);
    if (exchange.error || !exchange.stays_open) link_.reset();
    if (!exchange.error) return std::move(exchange.response);
    bool was_closed = exchange.error != asio::error::operation_aborted;
    if (is_kept && was_closed && !exchange.has_answer_begun) continue;  // On a new connection.
    return failure(std::string(method) + " " + std::string(target.substr(0, target.find('?'))),
                   exchange.error);
  }
}

}  // namespace

std::unique_ptr<Client> open_client(const Url& server, const ClientOptions& options) {
  return std::make_unique<TcpClient>(server, options);
}

}  // namespace pinflow::http
