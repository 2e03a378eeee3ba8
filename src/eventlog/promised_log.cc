#include "eventlog/promised_log.h"

namespace pinflow::eventlog {

Result<PromisedLog> PromisedLog::open(const EventLogPlace& place) {
  PromisedLog made(place);
  TRY(made.reopen());
  TRY(made->create_topic(made.topic_, {.partition_count = 3}).status());
  return made;
}

Status PromisedLog::reopen() {
  log_.reset();
  TRY_ASSIGN(log_, place_->open());
  return Status();
}

Result<Offset> PromisedLog::append(const std::vector<std::string>& values,
                                   int32_t partition) const {
  return log_->append_and_wait(topic_, Partition{partition}, records_with(values));
}

Status PromisedLog::expect_appended(const std::vector<std::string>& values, int64_t first,
                                    int32_t partition) const {
  TRY_ASSIGN(const Offset at, append(values, partition));
  return expect_equal("the first offset of an append to partition " + std::to_string(partition),
                      std::to_string(to_int64(at)), std::to_string(first));
}

Status PromisedLog::expect_read(int64_t begin, std::string_view values, const ReadLimits& limits,
                                int32_t partition) const {
  TRY_ASSIGN(const auto records, log_->read({topic_, Partition{partition}}, Offset{begin}, limits));
  return expect_equal(
      "a read of partition " + std::to_string(partition) + " from offset " + std::to_string(begin),
      joined_values(records), values);
}

Status PromisedLog::expect_refused(std::string_view what, std::string_view topic, int32_t partition,
                                   std::vector<Record> records, Code code) const {
  return expect_code(
      "an append " + std::string(what),
      log_->append_and_wait(topic, Partition{partition}, std::move(records)).status(), code);
}

std::vector<Record> records_with(const std::vector<std::string>& values) {
  std::vector<Record> records;
  for (const std::string& value : values) {
    records.push_back({std::nullopt, value, system_clock().now(), {}});
  }
  return records;
}

std::string joined_values(const std::vector<StoredRecord>& records) {
  std::string text;
  for (const StoredRecord& stored : records) {
    text += (text.empty() ? "" : "|") + stored.record.value.value_or("null");
  }
  return text;
}

}  // namespace pinflow::eventlog
