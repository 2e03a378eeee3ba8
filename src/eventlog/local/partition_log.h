// PartitionLog: the batches of one partition, in a folder of segment files.
//
//   Durability:  append() returns once its batch is synced; only then can it be read. After a
//                failed sync nobody knows what the disk holds, so the partition refuses writes
//                until it is opened anew. A failed write is taken back, and the next may succeed.
//   Threads:     any. Appends and retention wait for each other, reads for nobody's disk.
#pragma once

#include <atomic>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "eventlog/local/producer_table.h"
#include "eventlog/local/segment_file.h"
#include "eventlog/local/segment_index.h"

namespace pinflow::eventlog {

class PartitionLog {
 public:
  // Opens the partition, which is empty when there is no folder: that is made by the first append.
  // Errors: kCorruption (damage in front of whole batches, a segment is missing); kUnavailable.
  static Result<std::unique_ptr<PartitionLog>> open(const std::filesystem::path& directory,
                                                    uint64_t segment_bytes_max);

  // Gives the batches their offsets and stores them, one behind the other, with one write and one
  // sync. Returns for each the first offset, or why it is not stored; one that its producer sent
  // before is not stored again, and has the offset of then.
  // Errors of each: kCorruption (not a batch); kAlreadyExists (ProducerTable::find); of all:
  // kUnavailable; kNotFound once closed by close_for_deletion().
  std::vector<Result<Offset>> append(std::vector<std::string> batches);
  Result<Offset> append(std::string batch);

  // See EventLog. What was read before a damaged batch is returned; the read that begins there
  // reports it.
  Result<std::vector<StoredRecord>> read(Offset begin, ReadLimits limits) const;
  // See BatchLog.
  Result<std::string> read_batches(Offset begin, uint64_t bytes_max) const;
  OffsetRange offsets() const;
  Result<Offset> offset_at(UnixMillis time) const;
  Result<RecordPlace> locate(Offset offset) const;

  // Returns how many records went.
  Result<int64_t> apply_retention(const TopicConfig& config, UnixMillis now);

  // Whether a failed sync has ended all writing; without waiting for one. Errors: kUnavailable.
  Status takes_records() const;

  // Waits for the write under way, and refuses all others.
  void close_for_deletion();

 private:
  // Where to look for a record, as far as it is durable.
  struct Extent {
    Offset segment{};
    uint64_t size_bytes = 0;
    SegmentIndex::Place place;
  };

  PartitionLog(std::filesystem::path directory, uint64_t segment_bytes_max)
      : directory_(std::move(directory)), segment_bytes_max_(segment_bytes_max) {}

  struct Commit;  // The batches of one append that are to be written.

  Status recover();
  Status open_active_file();
  Status roll();
  Status make_room(const std::vector<std::string>& batches);
  Result<Offset> place(std::string batch, Commit* commit);
  Status store(const Commit& commit);
  Status write_durably(std::string_view batches);
  Status refuse_writes(const Status& cause);
  Result<int64_t> remove_first_segment();
  bool may_go(const SegmentIndex& first, const TopicConfig& config, UnixMillis now) const;
  std::optional<Extent> extent_of(Offset offset) const;
  Result<File> open_segment(Offset base_offset) const;
  Result<Offset> read_extent(const Extent& extent, Offset begin, ReadLimits* limits,
                             std::vector<StoredRecord>* records) const;
  Status check_begin(Offset begin) const;

  const std::filesystem::path directory_;
  const uint64_t segment_bytes_max_;

  std::mutex writing_;  // Held during writes and syncs. Guards:
  std::unique_ptr<SegmentFile> active_file_;
  std::atomic<bool> is_deleted_ = false;
  std::atomic<bool> has_failed_ = false;
  Status refusal_;  // Not OK: why nothing is written any more.
  ProducerTable producers_;

  mutable std::mutex mutex_;  // Never held during I/O. Guards:
  // By offset, never empty; the last is being written. Changed only by who holds both mutexes.
  std::deque<SegmentIndex> segments_;
};

}  // namespace pinflow::eventlog
