// RestProxy: what the routes of the REST Proxy work with, whichever door a request comes through.
#pragma once

#include "eventlog/event_log.h"
#include "gateway/consumers/consumers.h"
#include "gateway/gatekeeper.h"
#include "gateway/log_watch.h"
#include "gateway/rest_proxy/producer.h"
#include "http/background.h"
#include "http/refusal_log.h"

namespace pinflow::gateway {

struct RestProxyOptions {
  TopicCreation topic_creation;
  ConsumersOptions consumers;
  std::chrono::milliseconds idempotency_window{3'600'000};
};

struct RestProxy {
  RestProxy(eventlog::EventLog& event_log, Gatekeeper& keeper, const RestProxyOptions& options)
      : log(event_log),
        gatekeeper(keeper),
        receipts(event_log, options.idempotency_window),
        producer(event_log, options.topic_creation, receipts, background),
        consumers(event_log, options.consumers),
        watch(event_log) {}

  eventlog::EventLog& log;
  Gatekeeper& gatekeeper;
  Receipts receipts;
  Producer producer;
  Consumers consumers;
  LogWatch watch;
  http::RefusalLog refusals{"gateway"};
  http::Background background{2};  // For reads and commits. Last: it works with the others.
};

}  // namespace pinflow::gateway
