#include "eventlog/event_log.h"

#include <future>

#include "base/idle_work.h"

namespace pinflow::eventlog {

Result<Offset> EventLog::append_and_wait(std::string_view topic, Partition partition,
                                         std::vector<Record> records) {
  std::promise<Result<Offset>> stored;
  IdleWork none([] {});  // This thread waits: another has to make the commit.
  append(topic, partition, std::move(records),
         [&](Result<Offset> first) { stored.set_value(std::move(first)); });
  return stored.get_future().get();
}

Result<TopicPointer> EventLog::shared_topic(std::string_view name) const {
  TRY_ASSIGN(Topic found, topic(name));
  return std::make_shared<const Topic>(std::move(found));
}

Result<RecordPlace> EventLog::locate(const TopicPartition&, Offset) const {
  return Status(Code::kInvalidArgument, "this event log does not say where its records lie");
}

}  // namespace pinflow::eventlog
