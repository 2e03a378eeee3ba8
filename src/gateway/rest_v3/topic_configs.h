// The answers of the REST API v3 about the settings of topics.
// Errors: 404 with 40403 (the topic) or 404 (a setting); 400 with 40002: a value.
#pragma once

#include "gateway/rest_proxy/rest_proxy.h"
#include "http/message.h"

namespace pinflow::gateway {

http::Response list_topic_configs(RestProxy& proxy, const http::Request& request);
http::Response list_all_topic_configs(RestProxy& proxy, const http::Request& request);
http::Response get_topic_config(RestProxy& proxy, const http::Request& request);
http::Response put_topic_config(RestProxy& proxy, const http::Request& request);
http::Response reset_topic_config(RestProxy& proxy, const http::Request& request);  // DELETE.
http::Response alter_topic_configs(RestProxy& proxy, const http::Request& request);

}  // namespace pinflow::gateway
