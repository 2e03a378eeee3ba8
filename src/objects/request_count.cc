#include "objects/request_count.h"

#include "telemetry/metrics.h"

namespace pinflow::objects {
namespace {

telemetry::Counter& requests_of(const char* kind) {
  return telemetry::counter("pinflow_objects_requests_total", "requests to object stores",
                            {{"request", kind}});
}

telemetry::Counter& bytes_of(const char* direction) {
  return telemetry::counter("pinflow_objects_bytes_total", "bytes of objects",
                            {{"direction", direction}});
}

}  // namespace

void count_request(RequestKind kind, uint64_t bytes_sent, uint64_t bytes_received,
                   uint64_t requests) {
  static telemetry::Counter* const counters[] = {&requests_of("put"), &requests_of("get"),
                                                 &requests_of("list"), &requests_of("delete")};
  static auto& sent = bytes_of("sent");
  static auto& received = bytes_of("received");
  counters[static_cast<size_t>(kind)]->add(static_cast<double>(requests));
  if (bytes_sent > 0) sent.add(static_cast<double>(bytes_sent));
  if (bytes_received > 0) received.add(static_cast<double>(bytes_received));
}

}  // namespace pinflow::objects
