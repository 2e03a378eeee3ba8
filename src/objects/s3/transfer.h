// Transfers: sends HTTP requests to object stores over kept connections. The only place that
// knows libcurl.
//
//   Threads:   any, at once; each request has a connection of its own while it runs.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/message.h"

namespace pinflow::objects {

struct TransferRequest {
  std::string method;
  std::string url;  // Sent as it is.
  http::Fields headers;
  std::string_view body;
};

struct TransferTimeouts {
  std::chrono::milliseconds connect{5'000};
  std::chrono::milliseconds stall{10'000};  // Nearly nothing came or went for so long.
};

class Transfers {
 public:
  explicit Transfers(const TransferTimeouts& timeouts = {});
  ~Transfers();

  // The whole answer, whatever its status. Redirects are not followed.
  // Errors: kUnavailable: refused, reset, stalled, cut short. Whether the server acted is unknown.
  Result<http::Response> run(const TransferRequest& request);

 private:
  class Connection;

  std::unique_ptr<Connection> take();
  void give_back(std::unique_ptr<Connection> connection);

  const TransferTimeouts timeouts_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<UnixMillis> parse_http_date(std::string_view text);

}  // namespace pinflow::objects
