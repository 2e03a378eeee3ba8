// Producing through the REST API v3: one report for each record, in the order of the request.
//
//   Durability:  an offset in a report is of a record that is durable.
//   Limits:      a request with a length has at most a body's bytes and is answered when all of it
//                has come; one in chunks may go on for ever, and each record is answered as it
//                comes.
#pragma once

#include "gateway/rest_proxy/rest_proxy.h"
#include "http/message.h"
#include "http/task.h"

namespace pinflow::gateway {

// Whether it is produce_stream's, behind whatever stage: its body is handled while it comes.
bool takes_record_stream(const http::Request& request);

// JSON objects one after the other; 200, whatever became of each.
http::Task<http::Response> produce_stream(RestProxy& proxy, http::Request& request);
// {"entries":[…]}; 207 with successes and failures.
http::Task<http::Response> produce_batch(RestProxy& proxy, http::Request& request);

}  // namespace pinflow::gateway
