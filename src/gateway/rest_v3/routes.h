// The routes of the REST API v3.
#pragma once

#include "gateway/rest_proxy/guard.h"
#include "http/router.h"

namespace pinflow::gateway {

// /v3/clusters…. `proxy` outlives the router.
void add_rest_v3_routes(http::Router& router, RestProxy& proxy, Door door);

}  // namespace pinflow::gateway
