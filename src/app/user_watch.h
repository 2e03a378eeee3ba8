// UserWatch: tells of each user id that is configured and, with "*", of each one that is seen in
// topic names or in the keys of the pipeline's shared stream, as soon as it appears there.
#pragma once

#include <functional>
#include <set>
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
  Status add_users_by_key();
  void watch(const std::stop_token& stop);

  Parts& parts_;
  const std::function<Status(const std::string& user_id)> add_;
  // How far the shared stream's keys are read, and the users that they named. Of one thread.
  eventlog::Positions read_to_;
  std::string read_of_;  // The stream's id: made anew, it is read from its beginning.
  std::set<std::string> by_key_;
  std::jthread watcher_;  // Only with "*".
};

}  // namespace pinflow::app
