// The routes of the REST Proxy, v2.
#pragma once

#include "gateway/rest_proxy/rest_proxy.h"
#include "http/router.h"

namespace pinflow::gateway {

// How a caller who is not let in is told so.
enum class Door {
  kRestProxy,  // {"error_code":40101,"message":...}
  kStage,      // As API Gateway: {"message":"Forbidden"}
};

// /topics…, /consumers… and /brokers. `proxy` outlives the router.
void add_rest_proxy_routes(http::Router& router, RestProxy& proxy, Door door);

}  // namespace pinflow::gateway
