// A stage: /<stage>/topics… as API Gateway puts it before the REST Proxy, with its CORS headers
// and its answers to what it does not know.
#pragma once

#include <string_view>

#include "base/result.h"
#include "gateway/gatekeeper.h"
#include "http/router.h"

namespace pinflow::gateway {

// Errors: kInvalidArgument (not 1 to 128 of [A-Za-z0-9_-], or the first segment of another door).
Status check_stage_name(std::string_view name);

// Whether `path` begins with a segment that another door has.
bool is_reserved_path(std::string_view path);

// Passes what comes below /<stage>/ on to `doors`, without the stage and the slashes after it.
// Any web page may call a stage. `doors` outlives the router.
void add_stage(http::Router& router, std::string_view stage, const http::Router& doors);

// API Gateway's answer to a request that the gatekeeper does not let in.
http::Response stage_refusal(Verdict verdict);

// API Gateway's answer to a path that it does not have.
http::Task<http::Response> unknown_resource(const http::Request& request);

}  // namespace pinflow::gateway
