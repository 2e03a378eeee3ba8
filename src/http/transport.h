// Transport: the bytes of one client, over TCP or TLS. Private to http/: it needs Asio.
//
//   Threads:   all functions on the thread that runs the socket's executor. One read and one
//              write may run at a time.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "http/operation.h"
#include "http/task.h"

namespace pinflow::http {

class Transport {
 public:
  using Parts = std::array<boost::asio::const_buffer, 2>;

  virtual ~Transport() = default;

  virtual std::string peer() const = 0;  // The client's address.
  virtual bool is_tls() const = 0;
  // What client and server agreed on in the handshake: "h2", "http/1.1", or "" for neither.
  virtual std::string_view protocol() const = 0;

  virtual Task<bool> open() = 0;  // Makes it ready for bytes; false when the handshake failed.
  virtual void read_some(boost::asio::mutable_buffer space, OperationHandler handler) = 0;
  virtual void write(const Parts& parts, OperationHandler handler) = 0;  // All of them.
  // The same, as much as goes without waiting, and without a turn of the thread's loop; 0 bytes
  // where nothing does, or where there is an error: then the others tell.
  virtual size_t read_now(boost::asio::mutable_buffer space) = 0;
  virtual size_t write_now(const Parts& parts) = 0;

  // Closes so that the client sees what was sent last: a close with unread bytes would reset the
  // connection and throw away what the client has not read yet. With `has_unread` it reads on
  // until the client is done: cancel() sets it an end.
  virtual Task<bool> shut_down(bool has_unread) = 0;
  virtual void cancel() = 0;  // Ends what runs, with an error.
  virtual void close() = 0;
};

// `tls` is null for plain TCP, and outlives the transport.
std::unique_ptr<Transport> make_transport(boost::asio::ip::tcp::socket socket,
                                          boost::asio::ssl::context* tls);

}  // namespace pinflow::http
