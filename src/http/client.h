// Client: HTTP/1.1 requests to one server over a kept connection.
//
//   Threads:   one at a time; use one Client a thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "http/url.h"

namespace pinflow::http {

struct ClientOptions {
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds request_timeout{30'000};
};

class Client {
 public:
  virtual ~Client() = default;

  // Sends and waits for the whole answer, whatever its status. A kept connection that the server
  // closed before any byte of the answer is opened once more. `target` begins with a slash.
  // Errors: kUnavailable (cannot connect, reset, timed out).
  virtual Result<Response> send(std::string_view method, std::string_view target,
                                const Fields& headers, std::string_view body) = 0;
};

// Does not connect yet. https verifies the server's certificate with the system's roots.
std::unique_ptr<Client> open_client(const Url& server, const ClientOptions& options = {});

}  // namespace pinflow::http
