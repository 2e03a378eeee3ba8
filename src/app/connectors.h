// Connectors: one sink connector for each user id, made when the user is configured or, with "*",
// as soon as a topic of the user appears.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <thread>

#include "app/parts.h"
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
  Status add_seen_users();
  void watch(const std::stop_token& stop);

  Parts& parts_;
  std::mutex mutex_;                                                    // Guards connectors_.
  std::map<std::string, std::unique_ptr<sink::Connector>> connectors_;  // By user id.
  std::jthread watcher_;                                                // Only with "*".
};

}  // namespace pinflow::app
