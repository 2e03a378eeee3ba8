#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "http/held_bytes.h"
#include "http/protocol.h"
#include "http/request_parser.h"
#include "http/response_head.h"
#include "http/sender.h"
#include "http/traffic.h"

namespace pinflow::http {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

// What an idle connection holds, and what one that gets a long body reads at a time.
constexpr size_t kHeadReadBytes = 4 << 10;
constexpr size_t kBodyReadBytes = 64 << 10;
constexpr size_t kKeptBodyBytes = 64 << 10;
// Answers that a client may leave unread while it sends its request; past it, it must read.
constexpr size_t kUnreadAnswerBytesMax = 4 << 20;
// What a client sends first that knows that we speak HTTP/2.
constexpr std::string_view kHttp2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// As one piece of a body whose end is not known yet.
std::string as_chunk(std::string_view bytes) {
  std::array<char, 16> size;
  auto end = std::to_chars(size.data(), size.data() + size.size(), bytes.size(), 16).ptr;
  return std::string(size.data(), end).append("\r\n").append(bytes).append("\r\n");
}

class Http1Connection final : public Protocol {
 public:
  explicit Http1Connection(const Link& link)
      : transport_(link.transport),
        buffer_(link.received),
        options_(link.context.options),
        router_(link.context.router),
        refusals_(link.context.refusals),
        held_(link.context.body_bytes_held, options_.body_bytes_held_max),
        sender_(link.transport) {
    request_.peer = transport_.peer();
    request_.is_tls = transport_.is_tls();
  }

  Task<ProtocolEnd> serve() override;

  void enforce_deadline(SteadyTime now) override {
    if (now < deadline_) return;
    has_expired_ = true;
    transport_.cancel();
  }

  void finish() override {
    is_finishing_ = true;
    if (is_idle_) transport_.cancel();
  }

 private:
  enum class Read {
    kRequest,  // It is whole, or its route takes the rest as it comes.
    kError,    // error_status_ is to be answered.
    kGone,     // The client left, or was idle for too long.
    kHttp2,    // It is none: the client speaks HTTP/2.
  };

  void release_memory();
  bool may_be_http2();
  Task<Read> read_request();
  Task<bool> read_more(size_t bytes_max);
  Task<std::optional<std::string>> read_piece(IncomingBody::Begun begun);
  bool hold_unit();
  Task<bool> write(std::string_view body);
  Task<bool> write_stream(const Response& response);
  Task<bool> write_beside_reading(const Response& response);

  Read refuse(int status, std::string_view cause) {
    refusals_.note(status, request_.method + " " + request_.path, request_.peer, cause);
    error_status_ = status;
    return Read::kError;
  }
  void expire_after(std::chrono::milliseconds time) { deadline_ = steady_clock::now() + time; }

  // What a handler sees of a body that still comes.
  class Incoming final : public IncomingBody {
   public:
    explicit Incoming(Http1Connection* connection) : connection_(connection) {}
    Task<std::optional<std::string>> next(Begun begun) override {
      return connection_->read_piece(begun);
    }

   private:
    Http1Connection* connection_;
  };

  Transport& transport_;
  boost::beast::flat_buffer& buffer_;
  const ServerOptions& options_;
  const Router& router_;
  RefusalLog& refusals_;

  Request request_;
  std::optional<RequestParser> parser_;  // Of the request that comes or is answered.
  HeldBytes held_;
  Sender sender_;                                 // Of answers to a body that still comes.
  uint64_t unit_bytes_ = 0;                       // What came of it since its last unit ended,
  SteadyTime unit_deadline_ = SteadyTime::max();  // and until when the unit must be whole.
  std::string head_;                              // Of the answer.
  int error_status_ = 0;
  Persistence persistence_ = Persistence::kClose;  // What the request allows.

  SteadyTime deadline_ = SteadyTime::max();
  bool has_expired_ = false;
  bool is_finishing_ = false;
  bool is_idle_ = false;
  bool is_http1_ = false;  // What came first is no preface of HTTP/2.
};

Task<ProtocolEnd> Http1Connection::serve() {
  bool goes_on = true;
  while (goes_on) {
    Read read = co_await read_request();
    if (read == Read::kHttp2) co_return ProtocolEnd::kHttp2;
    if (read == Read::kGone) break;
    deadline_ = SteadyTime::max();
    bool sends_body = true;
    Persistence persistence = Persistence::kClose;
    std::optional<Response> response;
    if (read == Read::kError) {
      response.emplace(Response::error(error_status_, reason_phrase(error_status_)));
      if (error_status_ == 503) response->headers.emplace_back("Retry-After", "1");
    } else {
      Task<Response> handling = router_.handle(request_);
      response.emplace(co_await handling);
      sends_body = request_.method != "HEAD";
      // After a body that is still to come there is no telling where the next request begins.
      const bool ends_body = parser_->is_done() || response->stream;
      if (!is_finishing_ && ends_body) persistence = persistence_;
    }
    head_.clear();
    append_response_head(*response, persistence, http_date_now(), &head_);
    if (!sends_body) response->body.clear();
    count_answer(response->body.size());
    expire_after(options_.request_timeout);
    bool is_written = false;
    if (response->stream && request_.incoming) {
      is_written = co_await write_beside_reading(*response);
    } else if (response->stream && sends_body) {
      is_written = co_await write_stream(*response);
    } else {
      is_written = co_await write(response->body);
    }
    goes_on = is_written && persistence != Persistence::kClose && parser_->is_done();
    if (is_written && !goes_on) {
      expire_after(kLingerTime);
      const bool has_unread = read == Read::kError || !parser_->is_done() || buffer_.size() > 0;
      co_await transport_.shut_down(has_unread);
    }
  }
  co_return ProtocolEnd::kClosed;
}

// Gives back what a large request took, so that an idle connection is small.
void Http1Connection::release_memory() {
  held_.release();
  if (buffer_.capacity() > 2 * kHeadReadBytes) buffer_.shrink_to_fit();
  if (request_.body.capacity() > kKeptBodyBytes) request_.body = std::string();
}

// As long as what came first could become the preface.
bool Http1Connection::may_be_http2() {
  std::string_view came(static_cast<const char*>(buffer_.data().data()), buffer_.size());
  return !is_http1_ && !came.empty() &&
         came.substr(0, kHttp2Preface.size()) == kHttp2Preface.substr(0, came.size());
}

Task<Http1Connection::Read> Http1Connection::read_request() {
  release_memory();
  request_.incoming = nullptr;
  parser_.emplace(static_cast<uint32_t>(options_.header_bytes_max), options_.body_bytes_max,
                  &request_, router_);
  RequestParser& parser = *parser_;
  is_idle_ = buffer_.size() == 0;
  if (is_idle_ && is_finishing_) co_return Read::kGone;
  expire_after(is_idle_ ? options_.idle_timeout : options_.request_timeout);
  bool has_invited = false;
  while (true) {
    if (may_be_http2()) {
      if (buffer_.size() >= kHttp2Preface.size()) co_return Read::kHttp2;
    } else if (buffer_.size() > 0) {
      is_http1_ = true;
      boost::system::error_code error;
      buffer_.consume(parser.put(buffer_.data(), error));
      bool is_bad = error && error != boost::beast::http::error::need_more;
      if (is_bad) co_return refuse(RequestParser::status_of(error), error.message());
      if (!held_.grow_to(request_.body.size())) co_return refuse(503, "too many bodies at once");
      if (parser.is_done()) break;
      // Only the line of a chunk or its trailers can be cut that late.
      if (buffer_.size() > options_.header_bytes_max + kHeadReadBytes)
        co_return refuse(400, "endless chunk line");
    }
    if (parser.is_header_done() && parser.expects_continue() && !has_invited) {
      has_invited = true;
      head_ = "HTTP/1.1 100 Continue\r\n\r\n";
      bool is_written = co_await write("");
      if (!is_written) co_return Read::kGone;
    }
    if (parser.takes_stream()) {
      request_.incoming = std::make_shared<Incoming>(this);
      break;
    }
    bool was_idle = is_idle_;
    uint64_t missing = parser.is_header_done() ? parser.content_length_remaining().value_or(0) : 0;
    bool has_come =
        co_await read_more(std::clamp<uint64_t>(missing, kHeadReadBytes, kBodyReadBytes));
    if (!has_come) co_return !was_idle && has_expired_ ? refuse(408, "timed out") : Read::kGone;
  }
  persistence_ = parser.persistence();
  co_return Read::kRequest;
}

Task<bool> Http1Connection::read_more(size_t bytes_max) {
  auto space = buffer_.prepare(bytes_max);
  auto reading = operation([&](auto handler) { transport_.read_some(space, handler); });
  OperationResult result = co_await reading;
  buffer_.commit(result.size_bytes);
  if (result.error) co_return false;
  if (is_idle_) {
    is_idle_ = false;
    expire_after(options_.request_timeout);
  }
  co_return true;
}

// IncomingBody::next(). What came with the head is in the request's body.
Task<std::optional<std::string>> Http1Connection::read_piece(IncomingBody::Begun begun) {
  is_idle_ = begun == IncomingBody::Begun::kNothing;
  if (begun != IncomingBody::Begun::kSameUnit) {
    unit_bytes_ = 0;
    expire_after(is_idle_ ? options_.idle_timeout : options_.request_timeout);
  } else {
    deadline_ = unit_deadline_;
  }
  while (request_.body.empty() && !parser_->is_done() && !(is_idle_ && is_finishing_)) {
    bool has_come = co_await read_more(kBodyReadBytes);
    if (!has_come) break;
    boost::system::error_code error;
    buffer_.consume(parser_->put(buffer_.data(), error));
    bool is_bad = error && error != boost::beast::http::error::need_more;
    if (is_bad || buffer_.size() > options_.header_bytes_max + kHeadReadBytes) break;
  }
  unit_deadline_ = std::exchange(deadline_, SteadyTime::max());
  is_idle_ = false;
  unit_bytes_ += request_.body.size();
  if (request_.body.empty() || !hold_unit()) co_return std::nullopt;
  co_return std::exchange(request_.body, std::string());
}

// Counts what the handler may have in hand and what the client has not read.
bool Http1Connection::hold_unit() {
  held_.release();
  return held_.grow_to(unit_bytes_ + sender_.unsent_bytes());
}

// Sends head_ and `body`.
Task<bool> Http1Connection::write(std::string_view body) {
  Transport::Parts parts = {asio::buffer(head_), asio::buffer(body)};
  auto writing = operation([&](auto handler) { transport_.write(parts, handler); });
  OperationResult result = co_await writing;
  co_return !result.error;
}

// Sends head_, then the body's pieces as chunks until it ends or the server does.
Task<bool> Http1Connection::write_stream(const Response& response) {
  std::optional<std::string> piece = response.body;
  while (piece) {
    if (!piece->empty()) piece = as_chunk(*piece);
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

// The same for a body that still comes: reads on while it sends.
Task<bool> Http1Connection::write_beside_reading(const Response& response) {
  deadline_ = SteadyTime::max();
  sender_.send(head_);
  std::optional<std::string> piece = response.body;
  while (piece && !sender_.has_failed()) {
    if (!piece->empty()) sender_.send(as_chunk(*piece));
    if (!hold_unit() || sender_.unsent_bytes() > kUnreadAnswerBytesMax) {
      expire_after(options_.request_timeout);
      co_await sender_.flush();
      deadline_ = SteadyTime::max();
    }
    Task<std::optional<std::string>> coming = response.stream->next();
    piece = co_await coming;
  }
  sender_.send("0\r\n\r\n");
  expire_after(options_.request_timeout);
  bool is_written = co_await sender_.flush();
  co_return is_written;
}

}  // namespace

std::unique_ptr<Protocol> make_http1(const Link& link) {
  return std::make_unique<Http1Connection>(link);
}

}  // namespace pinflow::http
