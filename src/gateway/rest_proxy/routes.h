// The routes of the REST Proxy, v2.
#pragma once

#include "gateway/rest_proxy/guard.h"
#include "gateway/rest_proxy/rest_proxy.h"
#include "http/router.h"

namespace pinflow::gateway {

// /topics…, /consumers… and /brokers. `proxy` outlives the router.
void add_rest_proxy_routes(http::Router& router, RestProxy& proxy, Door door);

}  // namespace pinflow::gateway
