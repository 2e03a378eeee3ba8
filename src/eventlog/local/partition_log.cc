#include "eventlog/local/partition_log.h"

#include <algorithm>
#include <charconv>

#include "base/killpoint.h"
#include "eventlog/local/batch_cut.h"
#include "eventlog/local/batch_records.h"
#include "eventlog/local/batch_scanner.h"
#include "eventlog/local/batch_seek.h"
#include "eventlog/local/segment_recovery.h"
#include "telemetry/log.h"

namespace pinflow::eventlog {
namespace {

constexpr uint64_t kReadAheadBytes = 256u << 10;
constexpr uint64_t kFetchBytesMax = 256u << 20;  // More is for the next fetch.

// The first offsets of all segments in the folder, in order. Other files are no concern of ours.
Result<std::vector<Offset>> list_segments(const std::filesystem::path& directory) {
  std::vector<Offset> offsets;
  std::error_code error;
  std::filesystem::directory_iterator entry(directory, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string stem = entry->path().stem().string();
    int64_t offset = 0;
    auto [end, fault] = std::from_chars(stem.data(), stem.data() + stem.size(), offset);
    bool is_number = fault == std::errc() && end == stem.data() + stem.size();
    if (is_number && entry->path() == segment_path(directory, Offset{offset})) {
      offsets.push_back(Offset{offset});
    }
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return Status(Code::kUnavailable, "list: " + directory.string() + ": " + error.message());
  }
  std::sort(offsets.begin(), offsets.end());
  return offsets;
}

uint64_t total_bytes(const std::vector<std::string>& batches) {
  uint64_t size_bytes = 0;
  for (const std::string& batch : batches) size_bytes += batch.size();
  return size_bytes;
}

Status remove_file(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::remove(path, error);
  if (!error) return Status();
  return Status(Code::kUnavailable, "remove: " + path.string() + ": " + error.message());
}

}  // namespace

Result<std::unique_ptr<PartitionLog>> PartitionLog::open(const std::filesystem::path& directory,
                                                         uint64_t segment_bytes_max) {
  std::unique_ptr<PartitionLog> log(new PartitionLog(directory, segment_bytes_max));
  TRY(log->recover());
  return log;
}

Status PartitionLog::recover() {
  TRY_ASSIGN(std::vector<Offset> bases, list_segments(directory_));
  for (Offset base : bases) {
    if (!segments_.empty() && segments_.back().end_offset() != base) {
      return Status(Code::kCorruption, directory_.string() +
                                           ": a segment is missing between offsets " +
                                           std::to_string(to_int64(segments_.back().end_offset())) +
                                           " and " + std::to_string(to_int64(base)));
    }
    if (base != bases.back()) {
      TRY_ASSIGN(SegmentIndex sealed, load_sealed_segment(directory_, base));
      segments_.push_back(std::move(sealed));
    }
  }
  if (!bases.empty()) {
    const Offset last = bases.back();
    bases.pop_back();
    TRY_ASSIGN(producers_, load_producers(directory_, last, bases));
    TRY_ASSIGN(SegmentIndex active, recover_last_segment(directory_, last, &producers_));
    segments_.push_back(std::move(active));
  }
  if (segments_.empty()) segments_.emplace_back(Offset{0});
  return Status();
}

struct PartitionLog::Commit {
  std::string bytes;
  std::vector<BatchHeader> headers;
  Offset end{};  // Behind the last.
  std::vector<ProducerTable::Memory> before;
};

Result<Offset> PartitionLog::append(std::string batch) {
  std::vector<std::string> batches;
  batches.push_back(std::move(batch));
  return append(std::move(batches)).front();
}

std::vector<Result<Offset>> PartitionLog::append(std::vector<std::string> batches) {
  std::lock_guard writing(writing_);
  std::vector<Result<Offset>> offsets;
  // First: the new segment's producers are those before this commit.
  Status ready = refusal_.ok() ? make_room(batches) : refusal_;
  if (!ready.ok()) return {batches.size(), Result<Offset>(ready)};
  Commit commit;
  commit.end = segments_.back().end_offset();
  if (batches.size() > 1) commit.bytes.reserve(total_bytes(batches));
  for (std::string& batch : batches) offsets.push_back(place(std::move(batch), &commit));
  if (commit.headers.empty()) return offsets;
  Status stored = store(commit);
  if (stored.ok()) return offsets;
  while (!commit.before.empty()) {
    producers_.restore(std::move(commit.before.back()));
    commit.before.pop_back();
  }
  return {batches.size(), Result<Offset>(stored)};
}

// Adds the batch to the commit, unless it is stored already. What is noted of its producer goes
// for those behind it in the same commit, too.
Result<Offset> PartitionLog::place(std::string batch, Commit* commit) {
  TRY_ASSIGN(BatchHeader header, parse_batch_header(batch));
  TRY_ASSIGN(std::optional<Offset> stored, producers_.find(header));
  if (stored) return *stored;
  header.base_offset = commit->end;
  header.commit_index = static_cast<int32_t>(commit->headers.size());
  set_base_offset(header.base_offset, &batch);
  set_commit_index(header.commit_index, batch.data());
  if (header.producer != kNoProducer) {
    commit->before.push_back(producers_.memory_of(header.producer));
    producers_.note(header);
  }
  commit->end = end_of(header);
  commit->headers.push_back(header);
  if (commit->bytes.capacity() < batch.size()) {  // It is the only one.
    commit->bytes = std::move(batch);
  } else {
    commit->bytes += batch;
  }
  return header.base_offset;
}

Status PartitionLog::make_room(const std::vector<std::string>& batches) {
  const SegmentIndex& active = segments_.back();
  const uint64_t size_bytes = active.size_bytes() + total_bytes(batches);
  return active.is_empty() || size_bytes <= segment_bytes_max_ ? Status() : roll();
}

Status PartitionLog::store(const Commit& commit) {
  TRY(open_active_file());
  TRY(write_durably(commit.bytes));
  std::lock_guard lock(mutex_);
  for (const BatchHeader& header : commit.headers) segments_.back().add(header);
  return Status();
}

Status PartitionLog::open_active_file() {
  if (active_file_) return Status();
  TRY(create_directories_durably(directory_));
  const SegmentIndex& active = segments_.back();
  TRY_ASSIGN(active_file_, SegmentFile::open(segment_path(directory_, active.base_offset()),
                                             active.size_bytes(), segment_bytes_max_));
  Status status = sync_directory(directory_);
  return status.ok() ? status : refuse_writes(status);
}

Status PartitionLog::roll() {
  const SegmentIndex& sealed = segments_.back();
  const Offset base = sealed.base_offset();
  if (active_file_) {
    Status status = active_file_->seal();
    if (!status.ok()) return refuse_writes(status);
  }
  TRY(replace_file(index_path(directory_, base), sealed.encode()));
  if (!producers_.is_empty()) {
    TRY(replace_file(producers_path(directory_, sealed.end_offset()), producers_.encode()));
  }
  killpoint("eventlog_segment_roll");
  active_file_.reset();
  {
    std::lock_guard lock(mutex_);
    segments_.emplace_back(sealed.end_offset());
  }
  TRY(open_active_file());
  return remove_file(producers_path(directory_, base));  // Of the last segment only is it read.
}

Status PartitionLog::write_durably(std::string_view batches) {
  Status written = active_file_->write(batches);
  killpoint("eventlog_after_write");
  if (!written.ok()) {
    Status taken_back = active_file_->take_back();
    return taken_back.ok() ? written : refuse_writes(taken_back);
  }
  killpoint("eventlog_before_sync");
  Status synced = active_file_->sync();
  killpoint("eventlog_after_sync");
  return synced.ok() ? synced : refuse_writes(synced);
}

Status PartitionLog::refuse_writes(const Status& cause) {
  telemetry::log(telemetry::Level::kError, "eventlog", "partition refuses writes",
                 {{"folder", directory_.string()}, {"cause", cause.message()}});
  refusal_ = Status(Code::kUnavailable,
                    "no more writes after: " + cause.message() + ": check the disk, then restart");
  has_failed_ = true;
  return refusal_;
}

Status PartitionLog::takes_records() const {
  if (!has_failed_) return Status();
  return Status(Code::kUnavailable,
                directory_.string() + ": takes no more writes: check the disk, then restart");
}

void PartitionLog::close_for_deletion() {
  is_deleted_ = true;  // Before any of its files goes.
  std::lock_guard writing(writing_);
  refusal_ = Status(Code::kNotFound, "the topic is deleted");
  active_file_.reset();
}

OffsetRange PartitionLog::offsets() const {
  std::lock_guard lock(mutex_);
  return {segments_.front().base_offset(), segments_.back().end_offset()};
}

// Nothing at the end.
std::optional<PartitionLog::Extent> PartitionLog::extent_of(Offset offset) const {
  std::lock_guard lock(mutex_);
  auto segment = std::partition_point(
      segments_.begin(), segments_.end(),
      [&](const SegmentIndex& candidate) { return candidate.end_offset() <= offset; });
  if (segment == segments_.end()) return std::nullopt;
  return Extent{segment->base_offset(), segment->size_bytes(), segment->place_of(offset)};
}

Result<File> PartitionLog::open_segment(Offset base_offset) const {
  auto file = File::open(segment_path(directory_, base_offset), File::Mode::kRead);
  if (file.status().code() == Code::kNotFound && base_offset < offsets().begin) {
    return Status(Code::kOutOfRange, "read: retention has just removed the segment");
  }
  if (file.status().code() == Code::kNotFound && !is_deleted_) {
    return Status(Code::kCorruption, "read: a segment is gone: " + file.status().message());
  }
  return file;
}

Status PartitionLog::check_begin(Offset begin) const {
  OffsetRange range = offsets();
  if (begin >= range.begin && begin <= range.end) return Status();
  return Status(Code::kOutOfRange, "read: offset " + std::to_string(to_int64(begin)) +
                                       " is not in " + std::to_string(to_int64(range.begin)) +
                                       " to " + std::to_string(to_int64(range.end)));
}

Result<std::vector<StoredRecord>> PartitionLog::read(Offset begin, ReadLimits limits) const {
  TRY(check_begin(begin));
  std::vector<StoredRecord> records;
  while (limits.count_max > 0 && (limits.bytes_max > 0 || records.empty())) {
    std::optional<Extent> extent = extent_of(begin);
    if (!extent) break;
    auto next = read_extent(*extent, begin, &limits, &records);
    if (!next.ok() && records.empty()) return next.status();
    if (!next.ok()) break;
    begin = *next;
  }
  return records;
}

// Returns the offset to go on from.
Result<Offset> PartitionLog::read_extent(const Extent& extent, Offset begin, ReadLimits* limits,
                                         std::vector<StoredRecord>* records) const {
  TRY_ASSIGN(File file, open_segment(extent.segment));
  BatchScanner scanner(file, extent.place, extent.size_bytes, kReadAheadBytes);
  while (limits->count_max > 0) {
    TRY_ASSIGN(bool found, scanner.next());
    if (!found) break;
    if (end_of(scanner.header()) <= begin) continue;
    TRY(scanner.check_bytes());
    TRY(decode_records(scanner.bytes(), scanner.header(), begin, limits, records));
  }
  return scanner.place().offset;
}

// Of one segment. Checksums are for the client to look at, as with Kafka.
Result<std::string> PartitionLog::read_batches(Offset begin, uint64_t bytes_max) const {
  TRY(check_begin(begin));
  std::optional<Extent> extent = extent_of(begin);
  if (!extent) return std::string();
  TRY_ASSIGN(File file, open_segment(extent->segment));
  TRY_ASSIGN(const SegmentIndex::Place place, seek_batch(file, extent->place, begin));
  const uint64_t left_bytes = extent->size_bytes - place.position;
  const uint64_t bytes_min = kBatchHeaderBytes;
  uint64_t wanted = std::min(left_bytes, std::clamp(bytes_max, bytes_min, kFetchBytesMax));
  while (true) {
    TRY_ASSIGN(std::string bytes, file.read_at(place.position, wanted));
    TRY_ASSIGN(BatchCut cut, cut_batches(bytes, place.offset, begin, bytes_max));
    if (cut.size_bytes > 0) {
      bytes.resize(cut.size_bytes);  // It is the first one that holds `begin`.
      return bytes;
    }
    if (wanted == left_bytes) {
      return Status(Code::kCorruption, "read: the file is shorter than it was");
    }
    wanted = std::min(left_bytes, std::max(2 * wanted, cut.wanted_bytes));
  }
}

Result<Offset> PartitionLog::offset_at(UnixMillis time) const {
  std::optional<Extent> extent;
  Offset end;
  {
    std::lock_guard lock(mutex_);
    end = segments_.back().end_offset();
    auto segment = std::find_if(
        segments_.begin(), segments_.end(),
        [&](const SegmentIndex& candidate) { return candidate.max_timestamp() >= time; });
    if (segment == segments_.end()) return end;
    extent = {segment->base_offset(), segment->size_bytes(), segment->place_before(time)};
  }
  TRY_ASSIGN(File file, open_segment(extent->segment));
  BatchScanner scanner(file, extent->place, extent->size_bytes, kReadAheadBytes);
  while (true) {
    TRY_ASSIGN(bool found, scanner.next());
    if (!found) return end;
    if (scanner.header().max_timestamp < time) continue;
    TRY(scanner.check_bytes());
    std::vector<StoredRecord> records;
    ReadLimits limits{.count_max = UINT32_MAX, .bytes_max = UINT64_MAX};
    TRY(decode_records(scanner.bytes(), scanner.header(), Offset{0}, &limits, &records));
    for (const StoredRecord& stored : records) {
      if (stored.record.timestamp >= time) return stored.offset;
    }
  }
}

Result<RecordPlace> PartitionLog::locate(Offset offset) const {
  std::optional<Extent> extent = extent_of(offset);
  if (!extent || offset < offsets().begin) {
    return Status(Code::kOutOfRange, "there is no record " + std::to_string(to_int64(offset)));
  }
  TRY_ASSIGN(File file, open_segment(extent->segment));
  BatchScanner scanner(file, extent->place, extent->size_bytes, kBatchHeaderBytes);
  while (true) {
    TRY_ASSIGN(bool found, scanner.next());
    check(found);  // The extent holds the offset.
    if (end_of(scanner.header()) <= offset) continue;
    const uint64_t size_bytes = scanner.header().size_bytes;
    return RecordPlace{segment_path(directory_, extent->segment).string(),
                       scanner.place().position - size_bytes, size_bytes};
  }
}

bool PartitionLog::may_go(const SegmentIndex& first, const TopicConfig& config,
                          UnixMillis now) const {
  if (config.retention_time && first.max_timestamp() < now - *config.retention_time) return true;
  if (!config.retention_bytes) return false;
  uint64_t size_bytes = 0;
  for (const SegmentIndex& segment : segments_) size_bytes += segment.size_bytes();
  return size_bytes > *config.retention_bytes;
}

Result<int64_t> PartitionLog::apply_retention(const TopicConfig& config, UnixMillis now) {
  std::lock_guard writing(writing_);
  TRY(Status(refusal_));
  // A quiet partition would keep its last segment for ever.
  const SegmentIndex& active = segments_.back();
  if (config.retention_time && !active.is_empty() &&
      active.max_timestamp() < now - *config.retention_time) {
    TRY(roll());
  }
  int64_t removed_count = 0;
  while (segments_.size() > 1 && may_go(segments_.front(), config, now)) {
    TRY_ASSIGN(int64_t count, remove_first_segment());
    removed_count += count;
  }
  return removed_count;
}

// One at a time and synced, so that a crash never leaves a gap between segments.
Result<int64_t> PartitionLog::remove_first_segment() {
  const Offset base = segments_.front().base_offset();
  const int64_t count = segments_.front().end_offset() - base;
  {
    std::lock_guard lock(mutex_);
    segments_.pop_front();
  }
  TRY(remove_file(segment_path(directory_, base)));
  TRY(remove_file(index_path(directory_, base)));
  TRY(remove_file(producers_path(directory_, base)));
  TRY(sync_directory(directory_));
  return count;
}

}  // namespace pinflow::eventlog
