// CORS: which pages of other sites may call a stage, and with what.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace pinflow::gateway {

struct CorsRules {
  std::vector<std::string> origins = {"*"};  // "https://host", or "*" for any.
  std::vector<std::string> methods = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"};
  std::vector<std::string> headers = {"Content-Type", "Authorization", "X-Amz-Date", "X-Api-Key",
                                      "X-Amz-Security-Token"};
};

// Errors: kInvalidArgument naming the entry that no browser would match: one with a blank in it,
// an origin with a path, and such.
Status check_cors(const CorsRules& rules);

// The answer to an OPTIONS request.
http::Response preflight(const CorsRules& rules);

// What every answer to `request` says to the browser.
void add_origin(const CorsRules& rules, const http::Request& request, http::Response* response);

}  // namespace pinflow::gateway
