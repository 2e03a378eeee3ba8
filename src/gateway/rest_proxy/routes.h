// The routes of the REST Proxy, v2.
#pragma once

#include "eventlog/event_log.h"
#include "gateway/gatekeeper.h"
#include "gateway/rest_proxy/producer.h"
#include "http/refusal_log.h"
#include "http/router.h"

namespace pinflow::gateway {

// How a caller who is not let in is told so.
enum class Door {
  kRestProxy,  // {"error_code":40101,"message":...}
  kStage,      // As API Gateway: {"message":"Forbidden"}
};

struct RestProxy {
  RestProxy(eventlog::EventLog& event_log, Gatekeeper& keeper, const TopicCreation& creation)
      : log(event_log), gatekeeper(keeper), producer(event_log, creation) {}

  eventlog::EventLog& log;
  Gatekeeper& gatekeeper;
  Producer producer;
  http::RefusalLog refusals{"gateway"};
};

// /topics… and /brokers. `proxy` outlives the router.
void add_rest_proxy_routes(http::Router& router, RestProxy& proxy, Door door);

}  // namespace pinflow::gateway
