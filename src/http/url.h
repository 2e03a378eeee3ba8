// Url: where a server is, as configuration and clients name it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow::http {

struct Url {
  std::string scheme;  // "http" or "https"
  std::string host;    // An IPv6 address without its brackets.
  uint16_t port = 0;
  std::string path;  // With a leading slash, without a trailing one; "" for none.
};

// The port defaults to the scheme's. Query and fragment are not part of a server's address.
// Errors: kInvalidArgument naming what is missing or wrong.
Result<Url> parse_url(std::string_view text);

// "host", "host:8082" or "[::1]:8082": what a Host header says.
std::string authority(const Url& url);

}  // namespace pinflow::http
