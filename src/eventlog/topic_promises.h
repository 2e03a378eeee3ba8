// topic_promises(): what an EventLog promises about topics and groups: those of
// event_log_promises().
#pragma once

#include "eventlog/event_log_promises.h"

namespace pinflow::eventlog {

std::span<const Promise<EventLogPlace>> topic_promises();

}  // namespace pinflow::eventlog
