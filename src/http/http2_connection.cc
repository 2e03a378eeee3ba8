// Serves a client by HTTP/2: reads and writes at the same time, and runs one handler for each
// stream. A handler runs to its end even if its client cancels, as over HTTP/1.1; it counts as one
// of the connection's streams until then, so that cancelling buys no more work than waiting does.
#include <algorithm>
#include <map>
#include <optional>

#include "http/http2_session.h"
#include "http/protocol.h"
#include "http/traffic.h"

namespace pinflow::http {
namespace {

namespace asio = boost::asio;
using StreamId = Http2Session::StreamId;
using std::chrono::steady_clock;

constexpr size_t kFrameReadBytes = 8 << 10;
// Answers that a client may leave unread while it sends its request; past it, it must read.
constexpr size_t kUnsentBytesMax = 4 << 20;

struct Ended {};

// One request and its handler, and the answer as far as it is a stream.
struct Exchange {
  Http2Session::Arrived arrived;
  bool is_closed = false;  // Answered, or its client does not want it any more.
  bool has_ended = false;  // The coroutine.
  // Until something has come or gone. It goes on only when no more than this is unsent.
  std::coroutine_handle<> waiter = nullptr;
  size_t unsent_bytes_max = 0;
  // Of a body that is taken while it comes: what came since its last unit ended, and until when
  // the unit must be whole.
  uint64_t unit_bytes = 0;
  SteadyTime unit_deadline = SteadyTime::max();
  std::optional<Task<Ended>> task = std::nullopt;  // Last: destroyed first.
};

class Http2Connection final : public Protocol {
 public:
  explicit Http2Connection(const Link& link)
      : transport_(link.transport),
        received_(link.received),
        options_(link.context.options),
        router_(link.context.router),
        session_(options_, router_, link.context.refusals, link.context.body_bytes_held,
                 transport_.peer(), steady_clock::now()) {}

  Task<ProtocolEnd> serve() override;
  void enforce_deadline(SteadyTime now) override;
  void finish() override;

 private:
  // What a handler sees of a body that still comes.
  class Incoming final : public IncomingBody {
   public:
    Incoming(Http2Connection* connection, Exchange* exchange)
        : connection_(connection), exchange_(exchange) {}
    Task<std::optional<std::string>> next(Begun begun) override {
      return connection_->read_piece(*exchange_, begun);
    }

   private:
    Http2Connection* connection_;
    Exchange* exchange_;
  };

  // What one waits for that is not an operation: go_on() of it resumes.
  struct Pause {
    std::coroutine_handle<>* waiter;
    bool is_over;
    bool await_ready() const noexcept { return is_over; }
    void await_suspend(std::coroutine_handle<> handle) const { *waiter = handle; }
    void await_resume() const noexcept {}
  };
  static void go_on(std::coroutine_handle<>* waiter) {
    if (auto handle = std::exchange(*waiter, nullptr)) handle.resume();
  }

  void receive();
  void begin(Http2Session::Arrived arrived);
  Task<Ended> answer(Exchange& exchange);
  Task<std::optional<std::string>> read_piece(Exchange& exchange, IncomingBody::Begun begun);
  Task<Ended> send_stream(Exchange& exchange, BodyStream& stream);
  void flush();
  Task<Ended> write_output();
  void note_progress();
  void abandon();
  void end_if_done();
  bool may_go_on(const Exchange& exchange) const {
    return session_.unsent_body_bytes(exchange.arrived.stream) <= exchange.unsent_bytes_max;
  }
  bool is_done() const { return running_count_ == 0 && !is_writing_; }

  Transport& transport_;
  boost::beast::flat_buffer& received_;
  const ServerOptions& options_;
  const Router& router_;
  Http2Session session_;

  std::map<StreamId, std::unique_ptr<Exchange>> exchanges_;
  int running_count_ = 0;  // Of them.
  bool is_reading_ = true;
  bool is_writing_ = false;
  bool is_finishing_ = false;
  bool is_gone_ = false;                     // Nothing can be sent any more.
  SteadyTime deadline_ = SteadyTime::max();  // Of the write, or of the client's last bytes.
  std::coroutine_handle<> end_ = nullptr;    // serve(), when it waits for the rest to end.
  std::optional<Task<Ended>> writing_;
};

Task<ProtocolEnd> Http2Connection::serve() {
  flush();
  receive();
  while (!session_.is_over() && !is_gone_) {
    auto space = received_.prepare(kFrameReadBytes);
    auto reading = operation([&](auto handler) { transport_.read_some(space, handler); });
    OperationResult result = co_await reading;
    received_.commit(result.size_bytes);
    if (result.error) {
      bool is_ours = session_.is_over();  // We ended the read, since there is no more to come.
      if (!is_ours) abandon();
      break;
    }
    receive();
  }
  is_reading_ = false;
  for (auto& [id, exchange] : exchanges_) {
    exchange->is_closed = true;
    go_on(&exchange->waiter);
  }
  flush();
  Pause rest{&end_, is_done()};
  co_await rest;
  if (!is_gone_) {
    deadline_ = steady_clock::now() + kLingerTime;
    co_await transport_.shut_down(!transport_.is_tls());
  }
  co_return ProtocolEnd::kClosed;
}

// Gives the session what has come, and begins what it makes of it.
void Http2Connection::receive() {
  auto bytes = received_.data();
  session_.receive({static_cast<const char*>(bytes.data()), bytes.size()}, steady_clock::now());
  received_.consume(bytes.size());
  note_progress();
  std::erase_if(exchanges_, [](const auto& entry) { return entry.second->has_ended; });
  for (Http2Session::Arrived& arrived : session_.take_requests()) begin(std::move(arrived));
  flush();
}

void Http2Connection::begin(Http2Session::Arrived arrived) {
  StreamId id = arrived.stream;
  if (running_count_ >= options_.stream_count_max) {
    return session_.cancel(id, Http2Session::Cancel::kRefused);
  }
  auto exchange = std::make_unique<Exchange>(Exchange{.arrived = std::move(arrived)});
  exchange->arrived.request.peer = transport_.peer();
  exchange->arrived.request.is_tls = transport_.is_tls();
  Exchange& begun = *exchange;
  if (begun.arrived.is_begun) {
    begun.arrived.request.incoming = std::make_shared<Incoming>(this, &begun);
    begun.unsent_bytes_max = kUnsentBytesMax;
  }
  exchanges_.emplace(id, std::move(exchange));
  ++running_count_;
  begun.task.emplace(answer(begun));
  begun.task->start();
}

Task<Ended> Http2Connection::answer(Exchange& exchange) {
  Request& request = exchange.arrived.request;
  StreamId id = exchange.arrived.stream;
  Task<Response> handling = router_.handle(request);
  Response response = co_await handling;
  bool sends_body = request.method != "HEAD";
  std::shared_ptr<BodyStream> stream = response.stream;
  count_answer(sends_body ? response.body.size() : 0);
  request = {};
  exchange.arrived.held.release();
  session_.respond(id, std::move(response), sends_body, steady_clock::now());
  flush();
  if (stream && sends_body) {
    Task<Ended> sending = send_stream(exchange, *stream);
    co_await sending;
  }
  exchange.has_ended = true;
  --running_count_;
  end_if_done();
  co_return Ended{};
}

// IncomingBody::next().
Task<std::optional<std::string>> Http2Connection::read_piece(Exchange& exchange,
                                                             IncomingBody::Begun begun) {
  StreamId id = exchange.arrived.stream;
  bool may_pause = begun == IncomingBody::Begun::kNothing;
  if (begun != IncomingBody::Begun::kSameUnit) {
    exchange.unit_bytes = 0;
    exchange.unit_deadline =
        steady_clock::now() + (may_pause ? options_.idle_timeout : options_.request_timeout);
  }
  session_.expect_body(id, exchange.unit_deadline);
  std::string piece = session_.take_body(id);
  auto may_come = [&] {
    bool is_awaited = !may_pause || !is_finishing_;
    return is_awaited && !session_.is_body_over(id) && !exchange.is_closed && !is_gone_;
  };
  while (piece.empty() && may_come()) {
    Pause coming{&exchange.waiter, false};
    co_await coming;
    piece = session_.take_body(id);
  }
  session_.expect_body(id, SteadyTime::max());
  if (may_pause) exchange.unit_deadline = steady_clock::now() + options_.request_timeout;
  flush();  // The client may send on.
  exchange.unit_bytes += piece.size();
  HeldBytes& held = exchange.arrived.held;
  held.release();
  bool is_held = held.grow_to(exchange.unit_bytes + session_.unsent_body_bytes(id));
  if (piece.empty() || !is_held) co_return std::nullopt;
  co_return piece;
}

// Asks for the next piece only when the one before has gone, or most of it.
Task<Ended> Http2Connection::send_stream(Exchange& exchange, BodyStream& stream) {
  StreamId id = exchange.arrived.stream;
  while (!exchange.is_closed && !is_gone_) {
    Pause sent{&exchange.waiter, may_go_on(exchange)};
    co_await sent;
    if (exchange.is_closed || is_gone_) break;
    if (is_finishing_ && !exchange.arrived.is_begun) {
      session_.cancel(id, Http2Session::Cancel::kCancelled);
      flush();
      break;
    }
    Task<std::optional<std::string>> coming = stream.next();
    std::optional<std::string> piece = co_await coming;
    if (piece) {
      session_.add_body(id, *piece, steady_clock::now());
    } else {
      session_.end_body(id);
    }
    flush();
    if (!piece) break;
  }
  co_return Ended{};
}

void Http2Connection::flush() {
  if (is_writing_ || is_gone_) return;
  is_writing_ = true;
  writing_.emplace(write_output());
  writing_->start();
}

Task<Ended> Http2Connection::write_output() {
  while (!is_gone_) {
    std::string_view output = session_.output(steady_clock::now());
    note_progress();
    if (output.empty()) output = session_.output(steady_clock::now());  // Of those that went on.
    if (output.empty()) break;
    deadline_ = steady_clock::now() + options_.request_timeout;
    Transport::Parts parts = {asio::buffer(output), asio::const_buffer()};
    auto writing = operation([&](auto handler) { transport_.write(parts, handler); });
    OperationResult result = co_await writing;
    if (result.error) abandon();
  }
  deadline_ = SteadyTime::max();
  is_writing_ = false;
  end_if_done();
  co_return Ended{};
}

// Tells the exchanges whose streams have ended, and lets those go on whose pieces have gone.
void Http2Connection::note_progress() {
  for (StreamId id : session_.take_closed()) {
    auto found = exchanges_.find(id);
    if (found != exchanges_.end()) found->second->is_closed = true;
  }
  for (auto& [id, exchange] : exchanges_) {
    if (may_go_on(*exchange)) go_on(&exchange->waiter);
  }
}

// The client is gone, or as good as that.
void Http2Connection::abandon() {
  is_gone_ = true;
  transport_.cancel();
}

// With nothing left to send and no request to come, the read that still waits is for nothing.
void Http2Connection::end_if_done() {
  if (!is_done()) return;
  if (end_) return go_on(&end_);
  if (is_reading_ && (session_.is_over() || is_gone_)) transport_.cancel();
}

void Http2Connection::enforce_deadline(SteadyTime now) {
  if (now >= deadline_) return abandon();
  if (!is_reading_) return;
  session_.enforce_deadlines(now);
  note_progress();
  flush();
}

void Http2Connection::finish() {
  if (std::exchange(is_finishing_, true)) return;
  session_.finish();
  note_progress();
  flush();
}

}  // namespace

std::unique_ptr<Protocol> make_http2(const Link& link) {
  return std::make_unique<Http2Connection>(link);
}

}  // namespace pinflow::http
