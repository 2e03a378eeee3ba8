// The answers of the REST API v3 about the cluster and its broker, of which there is one each.
#pragma once

#include "gateway/rest_proxy/rest_proxy.h"
#include "http/message.h"

namespace pinflow::gateway {

http::Response list_clusters(RestProxy& proxy, const http::Request& request);
http::Response get_cluster(RestProxy& proxy, const http::Request& request);
http::Response list_brokers(RestProxy& proxy, const http::Request& request);
http::Response get_broker(RestProxy& proxy, const http::Request& request);

}  // namespace pinflow::gateway
