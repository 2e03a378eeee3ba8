// KafkaOptions: what can be set of the Kafka door.
#pragma once

#include <cstdint>
#include <string>

namespace pinflow::gateway::kafka {

struct KafkaOptions {
  // What clients are told to connect to. "" and 0: where they reached us.
  std::string advertised_host;
  uint16_t advertised_port = 0;
  uint64_t fetch_bytes_max = 16 << 20;  // Of one answer; one batch comes, however large.
};

}  // namespace pinflow::gateway::kafka
