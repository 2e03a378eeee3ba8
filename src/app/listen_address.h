// ListenAddress: "127.0.0.1:8082" or "[::1]:8082", in parts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "app/config.h"
#include "base/result.h"

namespace pinflow::app {

struct ListenAddress {
  std::string host;   // Without brackets.
  uint16_t port = 0;  // 0: any free one.

  bool is_loopback() const;  // 127.0.0.0/8, ::1 or localhost.
  std::string text() const;
};

// Errors: kInvalidArgument: anybody could reach a server that lets everybody in. `setting` is the
// one that says so.
Status check_reach(std::string_view setting, const ListenAddress& listen, const Config& config);

// Errors: kInvalidArgument saying how it is written.
Result<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace pinflow::app
