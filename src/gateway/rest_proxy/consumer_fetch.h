// fetch_records(): answers GET …/records as soon as there is something, without holding a thread
// while it waits; and what all requests to consumers share.
//
//   Threads:   any.
#pragma once

#include <string>

#include "gateway/rest_proxy/rest_proxy.h"
#include "http/message.h"
#include "http/task.h"

namespace pinflow::gateway {

// What a request says, kept apart from its connection, which may be gone when it is looked at.
struct ConsumerRequest {
  ConsumerId id;
  std::string owner;
  TopicScope may_read;
  std::string base_uri;  // Of the group: as the client got here, "http://host/stage/consumers/g".
  std::string body;
};

// Takes the request's body.
ConsumerRequest consumer_request(const RestProxy& proxy, http::Request& request);

// In the words of the REST Proxy: 40403, 40902, 40903, or as rest_error().
RestError consumer_error(const Status& status);

// Waits up to ?timeout= milliseconds for the first record, and answers with ?max_bytes= at most.
http::Task<http::Response> fetch_records(RestProxy& proxy, http::Request& request);

}  // namespace pinflow::gateway
