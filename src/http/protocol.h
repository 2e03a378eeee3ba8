// Protocol: what a connection speaks once it is open, HTTP/1.1 or HTTP/2. Private to http/: it
// needs Asio.
//
//   Threads:   all functions on the connection's thread.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <memory>

#include "http/connection.h"
#include "http/task.h"
#include "http/transport.h"

namespace pinflow::http {

// What the two protocols have in common; all of it outlives them.
struct Link {
  Transport& transport;
  boost::beast::flat_buffer& received;  // Bytes that have come and are not used yet.
  const ConnectionContext& context;
};

enum class ProtocolEnd {
  kClosed,
  kHttp2,  // The client began to speak HTTP/2: Link::received has all that it said.
};

class Protocol {
 public:
  // How long a client that was answered before it had sent all may go on sending, so that it
  // comes to read the answer.
  static constexpr std::chrono::seconds kLingerTime{5};

  virtual ~Protocol() = default;

  virtual Task<ProtocolEnd> serve() = 0;
  // The last two as in Connection.
  virtual void enforce_deadline(SteadyTime now) = 0;
  virtual void finish() = 0;
};

std::unique_ptr<Protocol> make_http1(const Link& link);
std::unique_ptr<Protocol> make_http2(const Link& link);

}  // namespace pinflow::http
