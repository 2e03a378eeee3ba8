// ConnectCall: what a route of Kafka Connect's REST API gets, and its errors as answers.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"
#include "http/status_map.h"
#include "sink/worker.h"

namespace pinflow::sink {

struct ConnectCall {
  Worker& worker;
  const http::Request& request;
  std::string_view worker_id;

  std::string connector_name() const { return std::string(request.parameter("connector")); }
  Result<RunningConnector> find() const { return worker.find(connector_name()); }
};

// {"error_code":404,"message":…}; `error` is not OK.
inline http::Response connect_error(const Status& error) {
  return http::Response::error(http::protocol_error(error.code()).http_status, error.message());
}

inline http::Response empty_answer(int status) {
  http::Response response;
  response.status = status;
  return response;
}

}  // namespace pinflow::sink
