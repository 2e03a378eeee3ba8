// The server of the Kafka door: what [gateway.kafka] says of it, and where it listens.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "app/config.h"
#include "gateway/kafka/door.h"
#include "http/server.h"

namespace pinflow::app {

// Errors: kInvalidArgument: gateway.kafka.advertise.
Result<gateway::kafka::KafkaOptions> kafka_door_options(const Config& config);

struct KafkaServer {
  std::unique_ptr<http::Server> server;  // Null where the door stays shut.
  std::string address;                   // "127.0.0.1:9092"; "" then.
};

// Where nobody has set the address and it is taken, the door stays shut, with a line in the log.
// `door` outlives the server. Errors: as http::start_server(); kInvalidArgument: an address that
// needs keys.
Result<KafkaServer> start_kafka_server(const Config& config, const std::filesystem::path& data,
                                       int thread_count, gateway::kafka::KafkaDoor& door);

}  // namespace pinflow::app
