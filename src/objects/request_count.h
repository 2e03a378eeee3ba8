// count_request(): what is asked of stores, in S3's terms, as the metrics
// pinflow_objects_requests_total and pinflow_objects_bytes_total.
//
//   Threads:   any.
#pragma once

#include <cstdint>

namespace pinflow::objects {

// As S3 charges them: PUT, POST and LIST are of one price, GET and HEAD of another.
enum class RequestKind { kPut, kGet, kList, kDelete };

// A store on a folder counts what it would ask of an S3 server.
void count_request(RequestKind kind, uint64_t bytes_sent = 0, uint64_t bytes_received = 0,
                   uint64_t requests = 1);

}  // namespace pinflow::objects
