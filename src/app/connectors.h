// Connectors: one sink connector for each user id, as UserWatch tells of users.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "app/parts.h"
#include "app/user_watch.h"
#include "sink/connector.h"

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

 private:
  Status add(const std::string& user_id);

  Parts& parts_;
  std::mutex mutex_;                                                    // Guards connectors_.
  std::map<std::string, std::unique_ptr<sink::Connector>> connectors_;  // By user id.
  UserWatch users_;
};

}  // namespace pinflow::app
