#include "gateway/kafka/door.h"

#include "gateway/kafka/session.h"

namespace pinflow::gateway::kafka {
namespace {

class OpenDoor final : public KafkaDoor {
 public:
  OpenDoor(eventlog::EventLog& log, Gatekeeper& gatekeeper, const TopicCreation& creation,
           const KafkaOptions& options)
      : service_{log, *log.batches(), gatekeeper, creation, options} {}

  std::unique_ptr<http::PacketSession> open_session(const http::PacketPeer& peer) override {
    return kafka::open_session(service_, peer);
  }

  void close() override {
    service_.is_closing = true;
    service_.coordinator.close();
  }

 private:
  Service service_;
};

}  // namespace

std::unique_ptr<KafkaDoor> open_kafka_door(eventlog::EventLog& log, Gatekeeper& gatekeeper,
                                           const TopicCreation& creation,
                                           const KafkaOptions& options) {
  check(log.batches() != nullptr);
  return std::make_unique<OpenDoor>(log, gatekeeper, creation, options);
}

}  // namespace pinflow::gateway::kafka
