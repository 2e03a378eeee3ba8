// make_packet_connection(): serves one client of a packet server, over TCP or TLS. Private to
// http/: it needs Asio.
//
//   Threads:   as Connection.
#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "http/connection.h"
#include "http/packet_server.h"
#include "http/refusal_log.h"

namespace pinflow::http {

// What the connections of a server share, and what outlives them.
struct PacketContext {
  const PacketServerOptions& options;
  PacketService& service;
  RefusalLog& refusals;
  std::atomic<uint64_t>& bytes_held;
  boost::asio::ssl::context* tls;  // Null for plain TCP.
};

// A client that is refused is closed without a word: there is none that all protocols share.
std::unique_ptr<Connection> make_packet_connection(boost::asio::ip::tcp::socket socket,
                                                   Admission admission,
                                                   const PacketContext& context);

}  // namespace pinflow::http
