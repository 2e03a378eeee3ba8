#include "gateway/rest_proxy/rest_error.h"

#include "http/status_map.h"
#include "json/writer.h"

namespace pinflow::gateway {

RestError rest_error(const Status& status) {
  const http::ProtocolError& error = http::protocol_error(status.code());
  return {error.http_status, error.confluent_code, status.message()};
}

http::Response error_answer(const RestError& error) {
  json::Writer body;
  body.begin_object();
  body.member("error_code", error.error_code).member("message", error.message);
  body.end_object();
  http::Response response = http::Response::json(error.http_status, body.take());
  bool may_help = error.http_status == 429 || error.http_status == 503;
  if (may_help) response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace pinflow::gateway
