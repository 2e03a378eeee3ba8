#include "eventlog/kinesis/shard_tail.h"

#include "base/killpoint.h"

namespace pinflow::eventlog {

ShardTail::ShardTail(KinesisService& service, EventLog& copy, std::string stream, StreamShard shard,
                     ShardMark mark)
    : service_(service),
      copy_(copy),
      stream_(std::move(stream)),
      shard_(std::move(shard)),
      mark_(std::move(mark)) {}

Result<std::string> ShardTail::find_iterator() {
  if (mark_.sequence_number.empty()) {
    return service_.iterator(stream_, shard_.index, "TRIM_HORIZON", "");
  }
  // Of an aggregate the rest may be missing: records_of() passes over what is here.
  const char* type = mark_.index < 0 ? "AFTER_SEQUENCE_NUMBER" : "AT_SEQUENCE_NUMBER";
  return service_.iterator(stream_, shard_.index, type, mark_.sequence_number);
}

Result<ShardTail::Step> ShardTail::step() {
  if (iterator_.empty()) {
    TRY_ASSIGN(iterator_, find_iterator());
  }
  Result<TakenRecords> taken = service_.take(iterator_);
  if (!taken.ok()) {
    if (taken.status().code() == Code::kOutOfRange) iterator_.clear();  // It has expired.
    return taken.status();
  }
  Step step;
  step.behind = taken->behind;
  for (const TakenRecord& record : taken->records) {
    step.size_bytes += record.data.size() + record.partition_key.size();
  }
  Result<std::vector<Landings::Landed>> landed = store(std::move(taken->records));
  if (!landed.ok()) return landed.status();  // The same records are taken again.
  step.landed = std::move(*landed);
  iterator_ = std::move(taken->next_iterator);
  step.is_end = iterator_.empty();
  return step;
}

// In one append: all of it is there after a crash, or nothing.
Result<std::vector<Landings::Landed>> ShardTail::store(std::vector<TakenRecord> taken) {
  std::vector<Record> records;
  std::vector<Landings::Landed> landed;
  for (TakenRecord& one : taken) {
    const std::string sequence_number = one.sequence_number;
    std::vector<Record> own = records_of(std::move(one), shard_, mark_);
    if (own.empty()) continue;
    landed.push_back({sequence_number, Offset{static_cast<int64_t>(records.size())}});
    std::ranges::move(own, std::back_inserter(records));
  }
  if (records.empty()) return landed;
  Record last = records.back();
  killpoint("eventlog_kinesis_before_copy");
  TRY_ASSIGN(const Offset first,
             copy_.append_and_wait(stream_, Partition{shard_.index}, std::move(records)));
  killpoint("eventlog_kinesis_after_copy");
  mark_ = take_mark(&last);
  for (Landings::Landed& one : landed) one.offset = first + to_int64(one.offset);
  return landed;
}

}  // namespace pinflow::eventlog
