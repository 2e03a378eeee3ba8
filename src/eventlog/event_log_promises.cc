#include "eventlog/event_log_promises.h"

#include <vector>

#include "eventlog/record_promises.h"
#include "eventlog/topic_promises.h"

namespace pinflow::eventlog {

std::span<const Promise<EventLogPlace>> event_log_promises() {
  static const std::vector<Promise<EventLogPlace>> promises = [] {
    const auto records = record_promises();
    const auto topics = topic_promises();
    std::vector<Promise<EventLogPlace>> all(records.begin(), records.end());
    all.insert(all.end(), topics.begin(), topics.end());
    return all;
  }();
  return promises;
}

Status clear(EventLog& log, std::string_view prefix) {
  for (const Topic& topic : log.topics()) {
    if (topic.name.starts_with(prefix)) TRY(log.delete_topic(topic.name));
  }
  for (const std::string& group : log.groups()) {
    if (group.starts_with(prefix)) TRY(log.delete_group(group));
  }
  return Status();
}

}  // namespace pinflow::eventlog
