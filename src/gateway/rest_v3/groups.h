// The answers of the REST API v3 about consumer groups, their instances, and how far behind the
// log they are. Errors: 404 with 40403: an unknown group; 404: an unknown consumer.
#pragma once

#include "gateway/rest_proxy/rest_proxy.h"
#include "http/message.h"

namespace pinflow::gateway {

http::Response list_groups(RestProxy& proxy, const http::Request& request);
http::Response get_group(RestProxy& proxy, const http::Request& request);
http::Response list_consumers(RestProxy& proxy, const http::Request& request);
http::Response get_consumer(RestProxy& proxy, const http::Request& request);
http::Response list_assignments(RestProxy& proxy, const http::Request& request);
http::Response get_assignment(RestProxy& proxy, const http::Request& request);
http::Response get_lag_summary(RestProxy& proxy, const http::Request& request);
http::Response list_lags(RestProxy& proxy, const http::Request& request);
http::Response get_lag(RestProxy& proxy, const http::Request& request);

}  // namespace pinflow::gateway
