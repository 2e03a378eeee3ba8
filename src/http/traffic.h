// count_answer(): requests that were answered and bytes of answers' bodies, as the metrics
// pinflow_http_requests_total and pinflow_http_sent_bytes_total.
//
//   Threads:   any.
#pragma once

#include <cstdint>

namespace pinflow::http {

// Of a streamed answer the bytes that were known when it began.
void count_answer(uint64_t body_bytes);

}  // namespace pinflow::http
