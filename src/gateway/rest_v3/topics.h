// The answers of the REST API v3 about topics and their partitions.
// Errors: 404 with 40403; 400 with 40002 (what Kafka would refuse); 422 (bodies of another shape).
#pragma once

#include "gateway/rest_proxy/rest_proxy.h"
#include "http/message.h"

namespace pinflow::gateway {

http::Response list_topics(RestProxy& proxy, const http::Request& request);
http::Response create_topic(RestProxy& proxy, const http::Request& request);
http::Response get_topic(RestProxy& proxy, const http::Request& request);
http::Response add_partitions(RestProxy& proxy, const http::Request& request);  // PATCH.
http::Response delete_topic(RestProxy& proxy, const http::Request& request);

http::Response list_partitions(RestProxy& proxy, const http::Request& request);
http::Response get_partition(RestProxy& proxy, const http::Request& request);
http::Response get_partition_offset(RestProxy& proxy, const http::Request& request);
http::Response list_replicas(RestProxy& proxy, const http::Request& request);
http::Response get_replica(RestProxy& proxy, const http::Request& request);

}  // namespace pinflow::gateway
