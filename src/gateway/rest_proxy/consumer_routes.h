// The answers of the REST Proxy about consumers. All but the wait for records is done in the
// background, since positions are written to disk and records read from there.
#pragma once

#include <string_view>
#include <vector>

#include "gateway/rest_proxy/rest_proxy.h"
#include "http/router.h"

namespace pinflow::gateway {

struct ConsumerRoute {
  std::string_view method;
  std::string_view pattern;  // With {group} and {instance}.
  http::Task<http::Response> (*answer)(RestProxy& proxy, http::Request& request);
};

const std::vector<ConsumerRoute>& consumer_routes();

}  // namespace pinflow::gateway
