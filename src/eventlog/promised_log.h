// PromisedLog: an event log with a topic of three partitions, as the promises use it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "eventlog/event_log_promises.h"

namespace pinflow::eventlog {

class PromisedLog {
 public:
  // Errors: those of opening and of making the topic.
  static Result<PromisedLog> open(const EventLogPlace& place);
  // As a restart of the program does.
  Status reopen();

  EventLog* operator->() const { return log_.get(); }
  std::string name(std::string_view own) const { return place_->prefix + std::string(own); }
  const std::string& topic() const { return topic_; }
  TopicPartition partition(int32_t index = 0) const { return {topic_, Partition{index}}; }

  Result<Offset> append(const std::vector<std::string>& values, int32_t partition = 0) const;
  // The first record gets the offset `first`.
  Status expect_appended(const std::vector<std::string>& values, int64_t first,
                         int32_t partition = 0) const;
  // The values from `begin` on, joined: "a|b|c".
  Status expect_read(int64_t begin, std::string_view values, const ReadLimits& limits = {},
                     int32_t partition = 0) const;
  Status expect_refused(std::string_view what, std::string_view topic, int32_t partition,
                        std::vector<Record> records, Code code) const;

 private:
  explicit PromisedLog(const EventLogPlace& place) : place_(&place), topic_(name("orders")) {}

  const EventLogPlace* place_;
  std::string topic_;
  std::unique_ptr<EventLog> log_;
};

// Records of now: by their time some logs tell how long they are to be kept.
std::vector<Record> records_with(const std::vector<std::string>& values);
// "a|b|null".
std::string joined_values(const std::vector<StoredRecord>& records);

}  // namespace pinflow::eventlog
