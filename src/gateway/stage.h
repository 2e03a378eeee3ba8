// A stage: /<stage>/topics… as API Gateway puts it before the doors, with its own limits, CORS
// rules, request ids, log of accesses, and answers to what it does not know.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/access_log.h"
#include "gateway/cors.h"
#include "gateway/gatekeeper.h"
#include "gateway/throttle.h"
#include "http/router.h"
#include "telemetry/metrics.h"

namespace pinflow::gateway {

struct StageOptions {
  std::string name = "test";
  CorsRules cors;
  Rate rate;  // Of all its requests together.
};

class Stage {
 public:
  // Passes what comes below /<name>/ on to `doors`, without the stage and the slashes after it.
  // `doors` and `access_log`, which may be null, outlive the stage.
  Stage(StageOptions options, const http::Router& doors, AccessLog* access_log)
      : options_(std::move(options)),
        doors_(doors),
        access_log_(access_log),
        throttle_(options_.rate),
        requests_(telemetry::counter("pinflow_gateway_stage_requests_total",
                                     "requests through stages", {{"stage", options_.name}})) {}

  void add_routes(http::Router& router);

 private:
  http::Task<http::Response> handle(http::Request& request);
  http::Task<http::Response> pass_on(http::Request& request);

  const StageOptions options_;
  const http::Router& doors_;
  AccessLog* const access_log_;
  Throttle throttle_;
  telemetry::Counter& requests_;
};

// Errors: kInvalidArgument (not 1 to 128 of [A-Za-z0-9_-], or the first segment of another door).
Status check_stage_name(std::string_view name);

// Whether `path` begins with a segment that another door has.
bool is_reserved_path(std::string_view path);

// API Gateway's answer to a request that the gatekeeper does not let in.
http::Response stage_refusal(Verdict verdict);

// API Gateway's answer to a path that it does not have.
http::Task<http::Response> unknown_resource(const http::Request& request);

}  // namespace pinflow::gateway
