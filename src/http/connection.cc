#include "http/connection.h"

#include <optional>

#include "http/protocol.h"
#include "http/response_head.h"

namespace pinflow::http {
namespace {

namespace asio = boost::asio;

class ClientConnection final : public Connection {
 public:
  ClientConnection(std::unique_ptr<Transport> transport, Admission admission,
                   const ConnectionContext& context)
      : transport_(std::move(transport)), admission_(admission), context_(context) {}

  void start(std::function<void()> ended) override {
    ended_ = std::move(ended);
    task_.emplace(serve());
    task_->start();
  }

  void enforce_deadline(SteadyTime now) override {
    if (protocol_) return protocol_->enforce_deadline(now);
    if (now >= deadline_) transport_->cancel();
  }

  void finish() override {
    is_finishing_ = true;
    if (protocol_) protocol_->finish();
  }

  void close() override { transport_->close(); }

 private:
  struct Ended {};

  Task<Ended> serve();
  Task<ProtocolEnd> speak(std::unique_ptr<Protocol> protocol);
  Task<Ended> refuse();
  void expire_after(std::chrono::milliseconds time) {
    deadline_ = std::chrono::steady_clock::now() + time;
  }

  std::unique_ptr<Transport> transport_;
  const Admission admission_;
  const ConnectionContext context_;
  std::function<void()> ended_;
  boost::beast::flat_buffer received_;
  SteadyTime deadline_ = SteadyTime::max();  // Until there is a protocol, which has its own.
  bool is_finishing_ = false;
  std::unique_ptr<Protocol> protocol_;
  std::optional<Task<Ended>> task_;  // Last: destroyed first, since it uses the others.
};

Task<ClientConnection::Ended> ClientConnection::serve() {
  expire_after(context_.options.request_timeout);
  bool is_open = co_await transport_->open();
  if (is_open && admission_ == Admission::kRefuse) {
    co_await refuse();
  } else if (is_open) {
    Link link{*transport_, received_, context_};
    bool is_http2 = transport_->protocol() == "h2";
    if (!is_http2) {
      ProtocolEnd end = co_await speak(make_http1(link));
      is_http2 = end == ProtocolEnd::kHttp2;
    }
    if (is_http2) co_await speak(make_http2(link));
  }
  transport_->close();
  ended_();
  co_return Ended{};
}

Task<ProtocolEnd> ClientConnection::speak(std::unique_ptr<Protocol> protocol) {
  protocol_ = std::move(protocol);
  if (is_finishing_) protocol_->finish();
  Task<ProtocolEnd> serving = protocol_->serve();
  ProtocolEnd end = co_await serving;
  co_return end;
}

// The answer to a client that is one too many. It is HTTP/1.1's: one that speaks HTTP/2 sees
// that the connection ends before it began, which it may try again after.
Task<ClientConnection::Ended> ClientConnection::refuse() {
  context_.refusals.note(503, "connect", transport_->peer(), "too many connections");
  Response response = Response::error(503, "too many connections");
  response.headers.emplace_back("Retry-After", "1");
  std::string head;
  append_response_head(response, Persistence::kClose, http_date_now(), &head);
  Transport::Parts parts = {asio::buffer(head), asio::buffer(response.body)};
  auto writing = operation([&](auto handler) { transport_->write(parts, handler); });
  OperationResult written = co_await writing;
  if (!written.error) {
    expire_after(Protocol::kLingerTime);
    co_await transport_->shut_down(true);
  }
  co_return Ended{};
}

}  // namespace

std::unique_ptr<Connection> make_connection(asio::ip::tcp::socket socket, Admission admission,
                                            const ConnectionContext& context) {
  return std::make_unique<ClientConnection>(make_transport(std::move(socket), context.tls),
                                            admission, context);
}

}  // namespace pinflow::http
