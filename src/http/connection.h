// Connection: serves one client from its first byte to its last, over TCP or TLS, by HTTP/1.1 or
// HTTP/2. Private to http/: it needs Asio.
//
//   Threads:   all functions on the thread that runs the socket's executor.
#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "http/refusal_log.h"
#include "http/server.h"

namespace pinflow::http {

using SteadyTime = std::chrono::steady_clock::time_point;

class Connection {
 public:
  virtual ~Connection() = default;

  // `ended` is called once, at the very end; the Connection may be destroyed after it returned,
  // not in it.
  virtual void start(std::function<void()> ended) = 0;
  // Stops waiting for a client that is slower than the limits allow.
  virtual void enforce_deadline(SteadyTime now) = 0;
  // Ends it once the request that runs is answered; at once when none does.
  virtual void finish() = 0;
  // Ends it at once.
  virtual void close() = 0;
};

// What to do with a new client.
enum class Admission { kServe, kRefuse };  // Refused ones get 503.

// What the connections of a server share, and what outlives them.
struct ConnectionContext {
  const ServerOptions& options;
  const Router& router;
  RefusalLog& refusals;
  std::atomic<uint64_t>& body_bytes_held;
  boost::asio::ssl::context* tls;  // Null for plain TCP.
};

std::unique_ptr<Connection> make_connection(boost::asio::ip::tcp::socket socket,
                                            Admission admission, const ConnectionContext& context);

}  // namespace pinflow::http
