// KafkaDoor: real Kafka clients on the embedded log. A service for http::start_packet_server().
//
//   Data's way:  a producer's batches go to BatchLog as they come, a consumer's come from there.
//   Durability:  an acknowledged batch is durable, whatever acks says; acks 0 is told nothing.
//   Threads:     any.
//   Left out:    transactions, compaction; see docs/kafka_door.md.
#pragma once

#include <memory>

#include "eventlog/batch_log.h"
#include "gateway/gatekeeper.h"
#include "gateway/kafka/options.h"
#include "gateway/rest_proxy/producer.h"
#include "http/packet_server.h"

namespace pinflow::gateway::kafka {

class KafkaDoor : public http::PacketService {
 public:
  // Tells everybody who waits, so that the server stops soon. Call it before the server's stop().
  virtual void close() = 0;
};

// `log` and `gatekeeper` outlive the door; the log has batches().
std::unique_ptr<KafkaDoor> open_kafka_door(eventlog::EventLog& log, Gatekeeper& gatekeeper,
                                           const TopicCreation& creation,
                                           const KafkaOptions& options);

}  // namespace pinflow::gateway::kafka
