// ScriptedService: a Kinesis in memory that fails as a test tells it to.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "eventlog/kinesis/service.h"
#include "eventlog/kinesis/shard_id.h"

namespace pinflow::eventlog {

class ScriptedService final : public KinesisService {
 public:
  // What becomes of the next put: of each of its records, or of the request as a whole.
  std::deque<std::vector<Code>> record_codes;
  std::deque<Code> put_codes;
  std::deque<Code> take_codes;
  size_t take_count_max = 1000;
  bool is_closed = false;  // The shard ends behind its records.

  std::vector<TakenRecord> records;    // Of the only shard, 0.
  std::vector<std::string> iterators;  // As they were asked for: "AFTER_SEQUENCE_NUMBER 12".
  std::vector<size_t> put_sizes;       // Records of each put.

  void add(std::string data, std::string key = "k") {
    const std::string number = std::to_string(9 + 7 * records.size());  // 9, 16, …, 100, …
    records.push_back(
        {number, UnixMillis(std::chrono::milliseconds(5)), std::move(key), std::move(data)});
  }

  // While others put.
  std::vector<std::string> sequence_numbers() {
    std::lock_guard lock(mutex_);
    std::vector<std::string> numbers;
    for (const TakenRecord& record : records) numbers.push_back(record.sequence_number);
    return numbers;
  }

  Result<std::vector<std::string>> list_streams() override { return unused(); }
  Result<StreamDescription> describe(std::string_view) override { return unused(); }
  Result<std::vector<StreamShard>> list_shards(std::string_view) override { return unused(); }
  Status create_stream(std::string_view, int32_t) override { return unused(); }
  Status delete_stream(std::string_view) override { return unused(); }

  Result<std::vector<PutOutcome>> put(std::string_view,
                                      std::span<const PutEntry> entries) override {
    std::lock_guard lock(mutex_);
    put_sizes.push_back(entries.size());
    if (const Code code = next(&put_codes); code != Code::kOk) return Status(code, "scripted");
    std::vector<Code> codes;
    if (!record_codes.empty()) {
      codes = std::move(record_codes.front());
      record_codes.pop_front();
    }
    codes.resize(entries.size(), Code::kOk);
    std::vector<PutOutcome> outcomes;
    for (size_t i = 0; i < entries.size(); ++i) {
      if (codes[i] != Code::kOk) {
        outcomes.push_back({Status(codes[i], "scripted"), 0, ""});
        continue;
      }
      add(entries[i].data, entries[i].partition_key);
      outcomes.push_back({Status(), 0, records.back().sequence_number});
    }
    return outcomes;
  }

  Result<std::string> iterator(std::string_view, int32_t, std::string_view type,
                               std::string_view sequence_number) override {
    std::lock_guard lock(mutex_);
    iterators.push_back(std::string(type) + " " + std::string(sequence_number));
    size_t at = 0;
    while (at < records.size() && !sequence_number.empty() &&
           (is_later(sequence_number, records[at].sequence_number) ||
            (type == "AFTER_SEQUENCE_NUMBER" && records[at].sequence_number == sequence_number))) {
      ++at;
    }
    return std::to_string(at);
  }

  Result<TakenRecords> take(std::string_view iterator) override {
    std::lock_guard lock(mutex_);
    if (const Code code = next(&take_codes); code != Code::kOk) return Status(code, "scripted");
    TakenRecords taken;
    size_t at = std::stoul(std::string(iterator));
    while (at < records.size() && taken.records.size() < take_count_max) {
      taken.records.push_back(records[at++]);
    }
    const bool is_end = is_closed && at == records.size();
    taken.next_iterator = is_end ? "" : std::to_string(at);
    return taken;
  }

 private:
  static Status unused() { return Status(Code::kInvalidArgument, "not scripted"); }

  static Code next(std::deque<Code>* codes) {
    if (codes->empty()) return Code::kOk;
    const Code code = codes->front();
    codes->pop_front();
    return code;
  }

  std::mutex mutex_;
};

inline StreamShard whole_shard() {
  return {0, "0", "340282366920938463463374607431768211455", {}, {}, true};
}

}  // namespace pinflow::eventlog
