// LogWatch: lets many requests wait for the event log to change.
#pragma once

#include "eventlog/event_log.h"
#include "http/change_watch.h"

namespace pinflow::gateway {

using http::SteadyTime;

class LogWatch final : public http::ChangeWatch {
 public:
  // `log` outlives it.
  explicit LogWatch(const eventlog::EventLog& log)
      : ChangeWatch({[&log] { return log.change_count(); },
                     [&log](uint64_t seen, std::chrono::milliseconds timeout) {
                       log.wait_for_change(seen, timeout);
                     }}) {}
};

}  // namespace pinflow::gateway
