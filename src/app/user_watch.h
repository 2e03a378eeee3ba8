// UserWatch: tells of each user id that is configured and, with "*", of each one that is seen in
// topic names, as soon as its topic appears.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "app/parts.h"

namespace pinflow::app {

class UserWatch {
 public:
  // `add` may be told of a user many times; later calls come from a thread of the watch's own.
  UserWatch(Parts& parts, std::function<Status(const std::string& user_id)> add);
  ~UserWatch();  // Stops.

  // Errors: kInvalidArgument: a user id; those of `add`.
  Status start();
  void stop();

 private:
  Status add_seen_users();
  void watch(const std::stop_token& stop);

  Parts& parts_;
  const std::function<Status(const std::string& user_id)> add_;
  std::jthread watcher_;  // Only with "*".
};

}  // namespace pinflow::app
