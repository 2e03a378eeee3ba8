// event_log_promises(): what every EventLog promises, as a list that is tried: by
// event_log_contract_test.cc on each stand-in, by `pinflow verify-backend` on any server.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/promise.h"
#include "eventlog/event_log.h"

namespace pinflow::eventlog {

// No topic or group whose name begins with `prefix` is there when a promise is tried; of others it
// keeps its hands off.
struct EventLogPlace {
  // Opens it, anew when called again; one at a time is open.
  std::function<Result<std::unique_ptr<EventLog>>()> open;
  std::string prefix;
};

std::span<const Promise<EventLogPlace>> event_log_promises();

// Deletes the topics and groups whose names begin so.
Status clear(EventLog& log, std::string_view prefix);

}  // namespace pinflow::eventlog
