// What the tests of the gateway share: a request to a Router, and the answer in one line.
#pragma once

#include <string>

#include "http/router.h"
#include "http/target.h"
#include "http/wait.h"

namespace pinflow::gateway {

inline http::Response ask(const http::Router& router, std::string method, std::string_view target,
                          std::string body = "", http::Fields headers = {}) {
  http::Request request;
  request.method = std::move(method);
  check(http::parse_target(target, &request).ok());
  request.body = std::move(body);
  request.headers = std::move(headers);
  request.peer = "127.0.0.1";
  return http::wait(router.handle(request));
}

// "200 {...}".
inline std::string line(const http::Response& response) {
  return std::to_string(response.status) + " " + response.body;
}

}  // namespace pinflow::gateway
