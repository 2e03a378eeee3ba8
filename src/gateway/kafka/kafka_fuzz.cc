// Fuzz target: a packet of a client, as a request's header and body. What can be read is written
// as the same bytes.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "gateway/kafka/session.h"

using pinflow::check;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view packet(reinterpret_cast<const char*>(data), size);
  auto written = pinflow::gateway::kafka::read_and_write_request(packet);
  if (written.ok()) check(packet.ends_with(*written));
  return 0;
}
