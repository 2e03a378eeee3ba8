// Server: HTTP/1.1 and HTTP/2, over TCP and TLS; a client gets the version that it begins with,
// or chooses in the handshake. Handlers see a Request and answer a Response, whichever it is.
//
//   Threads:     `thread_count` threads, each with its own connections.
//   Limits:      every one in ServerOptions; past it the client gets 400, 408, 413, 431 or 503.
//   Errors:      start() tells; later ones end one connection only.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/router.h"

namespace pinflow::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  uint16_t port = 8082;  // 0: any free one.
  int thread_count = 1;
  uint64_t header_bytes_max = 16 << 10;
  uint64_t body_bytes_max = 16 << 20;
  uint64_t body_bytes_held_max = 256 << 20;  // Of all requests that run or come in.
  int connection_count_max = 10'000;
  int stream_count_max = 100;                         // Of one HTTP/2 connection, at a time.
  std::chrono::milliseconds idle_timeout{60'000};     // Between requests.
  std::chrono::milliseconds request_timeout{30'000};  // From a request's first byte to its last.
  std::string tls_certificate_file;                   // Both or none; PEM.
  std::string tls_key_file;
};

class Server {
 public:
  virtual ~Server() = default;  // As stop(0).

  virtual uint16_t port() const = 0;
  virtual int connection_count() const = 0;
  // Takes no more connections, lets running requests end for at most `grace`, then closes.
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

// Listens and serves until stopped. `router` outlives the server.
// Errors: kAlreadyExists (the port is taken); kInvalidArgument (address, certificate); kDenied.
Result<std::unique_ptr<Server>> start_server(const ServerOptions& options, const Router& router);

}  // namespace pinflow::http
