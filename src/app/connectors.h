// Connectors: the sink connectors of this process: one for each user id, as UserWatch tells of
// users, and those that people make by Kafka Connect's REST API.
#pragma once

#include <string>

#include "app/parts.h"
#include "app/user_watch.h"
#include "http/background.h"
#include "http/router.h"
#include "sink/worker.h"

namespace pinflow::app {

// The properties of a user's connector: the file that sink.properties_file names, with <userid>
// replaced, or the exercise's.
Result<sink::Properties> connector_properties(const Config& config, const std::string& user_id);

class Connectors {
 public:
  explicit Connectors(Parts& parts);
  ~Connectors();  // Stops.

  // Errors: kInvalidArgument (a property); those of opening buckets.
  Status start();
  void stop();

  Status drain();

  // Adds /connectors… and /connector-plugins…, for keys with the action admin where there are
  // keys. After start(). Errors: kInvalidArgument: a key.
  Status add_routes(http::Router& router, http::Background& background);

 private:
  Status add(const std::string& user_id);

  Parts& parts_;
  std::unique_ptr<sink::Worker> worker_;  // Since start().
  UserWatch users_;
};

}  // namespace pinflow::app
