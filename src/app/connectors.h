// Connectors: the sink connectors of this process: one for each user id, as UserWatch tells of
// users, and those that people make by Kafka Connect's REST API.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "app/parts.h"
#include "app/user_watch.h"
#include "http/background.h"
#include "http/router.h"
#include "query/json_to_parquet.h"
#include "sink/worker.h"

namespace pinflow::app {

// The properties of a user's connector: the file that sink.properties_file names, with <userid>
// replaced, or the exercise's.
Result<sink::Properties> connector_properties(const Config& config, const std::string& user_id);

// What that connector is called. Errors: as above.
Result<std::string> connector_name(const Config& config, const std::string& user_id);

class Connectors {
 public:
  explicit Connectors(Parts& parts);
  ~Connectors();  // Stops.

  // Errors: kInvalidArgument (a property); those of opening buckets.
  Status start();
  void stop();

  Status drain();

  // Adds /connectors… and /connector-plugins…, behind `guard`. After start().
  void add_routes(http::Router& router, http::Background& background, http::Guard guard);

 private:
  struct OwnStore {
    sink::StoreRule rule;
    std::string bucket;
    std::unique_ptr<objects::Store> store;
  };

  Status add(const std::string& user_id);
  Result<objects::Store*> open_bucket(const sink::ConnectorConfig& config);

  Parts& parts_;
  std::mutex mutex_;                  // Guards what follows.
  std::vector<OwnStore> own_stores_;  // Those of connectors that say where theirs is.
  const std::unique_ptr<query::JsonToParquet> parquet_;
  std::unique_ptr<sink::Worker> worker_;  // Since start().
  UserWatch users_;
};

}  // namespace pinflow::app
