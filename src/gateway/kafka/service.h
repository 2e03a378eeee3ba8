// Service: what all sessions of the Kafka door share.
//
//   Threads:   any.
#pragma once

#include <atomic>

#include "eventlog/batch_log.h"
#include "gateway/gatekeeper.h"
#include "gateway/kafka/coordinator.h"
#include "gateway/kafka/options.h"
#include "gateway/log_watch.h"
#include "gateway/rest_proxy/producer.h"
#include "http/background.h"
#include "http/refusal_log.h"

namespace pinflow::gateway::kafka {

struct Service {
  eventlog::EventLog& log;
  eventlog::BatchLog& batches;
  Gatekeeper& gatekeeper;
  const TopicCreation creation;
  const KafkaOptions options;
  std::atomic<bool> is_closing = false;  // Nobody is to wait any more.
  Coordinator coordinator{CoordinatorOptions{}};
  LogWatch watch{log};
  http::RefusalLog refusals{"kafka"};
  // Last: their jobs work with the others. One thread stores positions, in the order in which they
  // were committed.
  http::Background background{2};
  http::Background commits{1};
};

}  // namespace pinflow::gateway::kafka
