// The routes of sink/: Kafka Connect's REST API for the connectors of this process.
//
//   Errors:    as Connect's: {"error_code":404,"message":"Connector c not found"}.
#pragma once

#include <string>

#include "http/background.h"
#include "http/router.h"
#include "sink/worker.h"

namespace pinflow::sink {

struct RouteOptions {
  std::string worker_id;  // "127.0.0.1:8082"
  http::Guard guard;      // Refuses who may not use these routes; may be empty.
};

// Adds /connectors… and /connector-plugins…. `router`, `worker` and `background` outlive the
// server.
void add_routes(http::Router& router, Worker& worker, http::Background& background,
                const RouteOptions& options);

}  // namespace pinflow::sink
