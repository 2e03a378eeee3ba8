#include "http/connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <charconv>
#include <optional>
#include <type_traits>

#include "http/operation.h"
#include "http/request_parser.h"
#include "http/response_head.h"

namespace pinflow::http {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;
using std::chrono::steady_clock;

// What an idle connection holds, and what one that gets a long body reads at a time.
constexpr size_t kReadBytes = 4 << 10;
constexpr size_t kBodyReadBytes = 64 << 10;
constexpr size_t kKeptBodyBytes = 64 << 10;
// How long a client that was answered before it had sent all may go on sending, so that it
// comes to read the answer.
constexpr std::chrono::seconds kLingerTime{5};

template <class Stream>
class StreamConnection final : public Connection {
 public:
  static constexpr bool kIsTls = std::is_same_v<Stream, TlsStream>;

  template <class... StreamArguments>
  StreamConnection(Admission admission, const ConnectionContext& context,
                   StreamArguments&&... stream)
      : stream_(std::forward<StreamArguments>(stream)...),
        admission_(admission),
        options_(context.options),
        router_(context.router),
        refusals_(context.refusals),
        all_body_bytes_(context.body_bytes_held) {}
  ~StreamConnection() override { all_body_bytes_ -= body_bytes_; }

  void start(std::function<void()> ended) override {
    ended_ = std::move(ended);
    task_.emplace(serve());
    task_->start();
  }

  void enforce_deadline(SteadyTime now) override {
    if (now < deadline_) return;
    has_expired_ = true;
    cancel();
  }

  void finish() override {
    is_finishing_ = true;
    if (is_idle_) cancel();
  }

  void close() override {
    boost::system::error_code ignored;
    socket().close(ignored);
  }

 private:
  struct Ended {};
  enum class Read {
    kRequest,  // It is whole.
    kError,    // error_status_ is to be answered.
    kGone,     // The client left, or was idle for too long.
  };

  Task<Ended> serve();
  Task<bool> open();
  bool hold_body();
  void release_memory();
  Task<Read> read_request();
  Task<bool> read_more(const RequestParser& parser);
  Task<bool> write(std::string_view body);
  Task<bool> write_stream(const Response& response);
  Task<Ended> shut_down(bool has_unread);

  Read refuse(int status, std::string_view cause) {
    refusals_.note(status, request_.method + " " + request_.path, request_.peer, cause);
    error_status_ = status;
    return Read::kError;
  }
  void expire_after(std::chrono::milliseconds time) { deadline_ = steady_clock::now() + time; }
  void cancel() {
    boost::system::error_code ignored;
    socket().cancel(ignored);
  }
  tcp::socket& socket() {
    if constexpr (kIsTls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  Stream stream_;
  const Admission admission_;
  const ServerOptions& options_;
  const Router& router_;
  RefusalLog& refusals_;
  std::atomic<uint64_t>& all_body_bytes_;
  std::function<void()> ended_;

  boost::beast::flat_buffer buffer_;
  Request request_;
  uint64_t body_bytes_ = 0;  // Ours among all_body_bytes_.
  std::string head_;         // Of the answer.
  int error_status_ = 0;
  Persistence persistence_ = Persistence::kClose;  // What the request allows.

  SteadyTime deadline_ = SteadyTime::max();
  bool has_expired_ = false;
  bool is_finishing_ = false;
  bool is_idle_ = false;
  std::optional<Task<Ended>> task_;  // Last: destroyed first, since it uses the others.
};

template <class Stream>
Task<typename StreamConnection<Stream>::Ended> StreamConnection<Stream>::serve() {
  bool has_unread = false;
  bool goes_on = co_await open();
  while (goes_on) {
    Read read = co_await read_request();
    if (read == Read::kGone) break;
    deadline_ = SteadyTime::max();
    bool sends_body = true;
    Persistence persistence = Persistence::kClose;
    std::optional<Response> response;
    if (read == Read::kError) {
      has_unread = true;
      response.emplace(Response::error(error_status_, reason_phrase(error_status_)));
      if (error_status_ == 503) response->headers.emplace_back("Retry-After", "1");
    } else {
      Task<Response> handling = router_.handle(request_);
      response.emplace(co_await handling);
      sends_body = request_.method != "HEAD";
      if (!is_finishing_) persistence = persistence_;
    }
    head_.clear();
    append_response_head(*response, persistence, http_date_now(), &head_);
    if (!sends_body) response->body.clear();
    expire_after(options_.request_timeout);
    bool is_written = false;
    if (response->stream && sends_body) {
      is_written = co_await write_stream(*response);
    } else {
      is_written = co_await write(response->body);
    }
    goes_on = is_written && persistence != Persistence::kClose;
    if (is_written && !goes_on) co_await shut_down(has_unread || buffer_.size() > 0);
  }
  close();
  ended_();
  co_return Ended{};
}

// The handshake of TLS, and the answer to a client that is one too many.
template <class Stream>
Task<bool> StreamConnection<Stream>::open() {
  boost::system::error_code ignored;
  socket().set_option(tcp::no_delay(true), ignored);
  request_.peer = socket().remote_endpoint(ignored).address().to_string();
  request_.is_tls = kIsTls;
  expire_after(options_.request_timeout);
  if constexpr (kIsTls) {
    auto handshake = operation([&](auto handler) {
      stream_.async_handshake(asio::ssl::stream_base::server, std::move(handler));
    });
    OperationResult result = co_await handshake;
    if (result.error) co_return false;
  }
  if (admission_ == Admission::kServe) co_return true;
  refusals_.note(503, "connect", request_.peer, "too many connections");
  Response response = Response::error(503, "too many connections");
  response.headers.emplace_back("Retry-After", "1");
  append_response_head(response, Persistence::kClose, http_date_now(), &head_);
  bool is_written = co_await write(response.body);
  if (is_written) co_await shut_down(true);
  co_return false;
}

// Counts what has come of the body; false when all connections together hold too much.
template <class Stream>
bool StreamConnection<Stream>::hold_body() {
  uint64_t more = request_.body.size() - body_bytes_;
  body_bytes_ += more;
  return all_body_bytes_.fetch_add(more) + more <= options_.body_bytes_held_max;
}

// Gives back what a large request took, so that an idle connection is small.
template <class Stream>
void StreamConnection<Stream>::release_memory() {
  all_body_bytes_ -= std::exchange(body_bytes_, 0);
  if (buffer_.capacity() > 2 * kReadBytes) buffer_.shrink_to_fit();
  if (request_.body.capacity() > kKeptBodyBytes) request_.body = std::string();
}

template <class Stream>
Task<typename StreamConnection<Stream>::Read> StreamConnection<Stream>::read_request() {
  release_memory();
  RequestParser parser(static_cast<uint32_t>(options_.header_bytes_max), options_.body_bytes_max,
                       &request_);
  is_idle_ = buffer_.size() == 0;
  if (is_idle_ && is_finishing_) co_return Read::kGone;
  expire_after(is_idle_ ? options_.idle_timeout : options_.request_timeout);
  bool has_invited = false;
  while (true) {
    if (buffer_.size() > 0) {
      boost::system::error_code error;
      buffer_.consume(parser.put(buffer_.data(), error));
      bool is_bad = error && error != boost::beast::http::error::need_more;
      if (is_bad) co_return refuse(RequestParser::status_of(error), error.message());
      if (!hold_body()) co_return refuse(503, "too many bodies at once");
      if (parser.is_done()) break;
      // Only the line of a chunk or its trailers can be cut that late.
      if (buffer_.size() > options_.header_bytes_max + kReadBytes)
        co_return refuse(400, "endless chunk line");
    }
    if (parser.is_header_done() && parser.expects_continue() && !has_invited) {
      has_invited = true;
      head_ = "HTTP/1.1 100 Continue\r\n\r\n";
      bool is_written = co_await write("");
      if (!is_written) co_return Read::kGone;
    }
    bool was_idle = is_idle_;
    bool has_come = co_await read_more(parser);
    if (!has_come) co_return !was_idle && has_expired_ ? refuse(408, "timed out") : Read::kGone;
  }
  persistence_ = parser.persistence();
  co_return Read::kRequest;
}

template <class Stream>
Task<bool> StreamConnection<Stream>::read_more(const RequestParser& parser) {
  uint64_t missing = parser.is_header_done() ? parser.content_length_remaining().value_or(0) : 0;
  auto space = buffer_.prepare(std::clamp<uint64_t>(missing, kReadBytes, kBodyReadBytes));
  auto reading =
      operation([&](auto handler) { stream_.async_read_some(space, std::move(handler)); });
  OperationResult result = co_await reading;
  buffer_.commit(result.size_bytes);
  if (result.error) co_return false;
  if (is_idle_) {
    is_idle_ = false;
    expire_after(options_.request_timeout);
  }
  co_return true;
}

// Sends head_ and `body`.
template <class Stream>
Task<bool> StreamConnection<Stream>::write(std::string_view body) {
  std::array<asio::const_buffer, 2> parts = {asio::buffer(head_), asio::buffer(body)};
  auto writing =
      operation([&](auto handler) { asio::async_write(stream_, parts, std::move(handler)); });
  OperationResult result = co_await writing;
  co_return !result.error;
}

// Sends head_, then the body's pieces as chunks until it ends or the server does.
template <class Stream>
Task<bool> StreamConnection<Stream>::write_stream(const Response& response) {
  std::optional<std::string> piece = response.body;
  while (piece) {
    if (!piece->empty()) {
      std::array<char, 16> size;
      auto end = std::to_chars(size.data(), size.data() + size.size(), piece->size(), 16).ptr;
      head_.append(size.data(), end).append("\r\n");
      piece->append("\r\n");
    }
    expire_after(options_.request_timeout);
    bool is_written = co_await write(*piece);
    if (!is_written || is_finishing_) co_return false;
    head_.clear();
    deadline_ = SteadyTime::max();
    Task<std::optional<std::string>> coming = response.stream->next();
    piece = co_await coming;
  }
  head_ = "0\r\n\r\n";
  bool is_written = co_await write("");
  co_return is_written;
}

// Closes so that the client sees the answer: a close with unread bytes would reset the
// connection and throw away what the client has not read yet.
template <class Stream>
Task<typename StreamConnection<Stream>::Ended> StreamConnection<Stream>::shut_down(
    bool has_unread) {
  expire_after(kLingerTime);
  if constexpr (kIsTls) {
    auto closing = operation([&](auto handler) { stream_.async_shutdown(std::move(handler)); });
    if (!has_unread) co_await closing;
  }
  boost::system::error_code error;
  socket().shutdown(tcp::socket::shutdown_send, error);
  buffer_.clear();
  while (has_unread && !error) {
    auto space = buffer_.prepare(kReadBytes);
    auto reading =
        operation([&](auto handler) { socket().async_read_some(space, std::move(handler)); });
    OperationResult result = co_await reading;
    error = result.error;
  }
  co_return Ended{};
}

}  // namespace

std::unique_ptr<Connection> make_connection(tcp::socket socket, Admission admission,
                                            const ConnectionContext& context) {
  if (context.tls) {
    return std::make_unique<StreamConnection<TlsStream>>(admission, context, std::move(socket),
                                                         *context.tls);
  }
  return std::make_unique<StreamConnection<tcp::socket>>(admission, context, std::move(socket));
}

}  // namespace pinflow::http
