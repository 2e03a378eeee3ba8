#include "http/traffic.h"

#include "telemetry/metrics.h"

namespace pinflow::http {

void count_answer(uint64_t body_bytes) {
  static auto& requests = telemetry::counter("pinflow_http_requests_total", "requests answered");
  static auto& sent =
      telemetry::counter("pinflow_http_sent_bytes_total", "bytes of answers' bodies");
  requests.add();
  if (body_bytes > 0) sent.add(static_cast<double>(body_bytes));
}

}  // namespace pinflow::http
