// RestError: what went wrong, in the words of the REST Proxy.
#pragma once

#include <string>

#include "base/result.h"
#include "http/message.h"

namespace pinflow::gateway {

struct RestError {
  int http_status;
  int error_code;
  std::string message;
};

// For failures of the log: protocol_error()'s codes.
RestError rest_error(const Status& status);

// {"error_code":N,"message":"..."}, with Retry-After where trying again may help.
http::Response error_answer(const RestError& error);

}  // namespace pinflow::gateway
