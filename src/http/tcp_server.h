// start_tcp_server(): listens and gives each client to one of its threads, whatever is spoken then.
// Private to http/: it needs Asio.
//
//   Threads:   `thread_count` threads; a connection lives on one of them.
//   Limits:    `connection_count_max`; clients past it are made with Admission::kRefuse, and
//              those far past it are closed at once.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/connection.h"
#include "http/server.h"

namespace pinflow::http {

struct TcpServerOptions {
  std::string address;
  uint16_t port = 0;  // 0: any free one.
  int thread_count = 1;
  int connection_count_max = 0;
  std::chrono::milliseconds shortest_timeout{};  // Of what connections enforce: how often to ask.
};

// Called on the thread on which the connection will live.
using MakeConnection = std::function<std::unique_ptr<Connection>(
    boost::asio::ip::tcp::socket socket, Admission admission)>;

// What `make_connection` refers to outlives the server. Errors: as start_server().
Result<std::unique_ptr<Server>> start_tcp_server(const TcpServerOptions& options,
                                                 MakeConnection make_connection);

}  // namespace pinflow::http
