#include "stream/batch.h"

#include <algorithm>

namespace pinflow::stream {
namespace {

// Reads from `part`->end up to `end` or a limit. What comes meanwhile waits: records that keep
// coming while a log is read over the network would put the commit off for ever.
Status read_some(const eventlog::EventLog& log, Offset end, int64_t rows_max, uint64_t bytes_max,
                 PartitionRecords* part) {
  uint64_t bytes = 0;
  while (part->end < end && std::ssize(part->records) < rows_max && bytes < bytes_max) {
    eventlog::ReadLimits limits;
    int64_t room = rows_max - std::ssize(part->records);
    limits.count_max = static_cast<uint32_t>(std::min<int64_t>(limits.count_max, room));
    limits.bytes_max = std::min(limits.bytes_max, bytes_max - bytes);
    TRY_ASSIGN(std::vector<model::StoredRecord> read, log.read(part->of, part->end, limits));
    if (read.empty()) return Status();
    part->end = read.back().offset + 1;
    for (model::StoredRecord& stored : read) {
      bytes += stored.record.value ? stored.record.value->size() : 0;
      part->records.push_back(std::move(stored));
    }
  }
  return Status();
}

}  // namespace

int64_t Batch::record_count() const {
  int64_t count = 0;
  for (const PartitionRecords& part : partitions) count += std::ssize(part.records);
  return count;
}

const PartitionRecords* Batch::partition(int32_t number) const {
  auto found = std::ranges::find(partitions, model::Partition{number},
                                 [](const PartitionRecords& part) { return part.of.partition; });
  return found == partitions.end() ? nullptr : &*found;
}

const model::StoredRecord& PartitionRecords::at(int64_t offset) const {
  auto guess = static_cast<uint64_t>(offset - to_int64(begin));  // Where there are no gaps.
  if (guess < records.size() && records[guess].offset == Offset{offset}) return records[guess];
  auto found = std::ranges::lower_bound(records, Offset{offset}, {}, &model::StoredRecord::offset);
  check(found != records.end() && found->offset == Offset{offset});
  return *found;
}

Result<Batch> take_batch(const eventlog::EventLog& log, const eventlog::Topic& topic,
                         const eventlog::Positions& positions, const BatchLimits& limits,
                         UnixMillis now) {
  Batch batch{topic.id, {}, 0, now};
  std::vector<Offset> ends;
  for (const auto& [of, position] : positions) {
    TRY_ASSIGN(eventlog::OffsetRange range, log.offsets(of));
    Offset begin = std::max(position, range.begin);
    batch.lost_count += begin - position;
    if (begin >= range.end) continue;
    batch.partitions.push_back({of, begin, begin, {}});
    ends.push_back(range.end);
    // A closed shard's children have higher numbers, and wait until it is read to its end.
    if (topic.config.closed.contains(of.partition)) break;
  }
  if (batch.partitions.empty()) return batch;
  size_t share = batch.partitions.size();
  int64_t rows_max = std::max<int64_t>(1, limits.rows_max / static_cast<int64_t>(share));
  uint64_t bytes_max = std::max<uint64_t>(1, limits.bytes_max / share);
  for (size_t i = 0; i < share; ++i) {
    TRY(read_some(log, ends[i], rows_max, bytes_max, &batch.partitions[i]));
  }
  return batch;
}

}  // namespace pinflow::stream
