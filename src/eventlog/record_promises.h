// record_promises(): what an EventLog promises about records: those of event_log_promises().
#pragma once

#include "eventlog/event_log_promises.h"

namespace pinflow::eventlog {

std::span<const Promise<EventLogPlace>> record_promises();

}  // namespace pinflow::eventlog
