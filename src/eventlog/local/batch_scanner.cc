#include "eventlog/local/batch_scanner.h"

#include <algorithm>

namespace pinflow::eventlog {

BatchScanner::BatchScanner(const File& file, SegmentIndex::Place place, uint64_t end_position,
                           uint64_t read_ahead_bytes)
    : file_(file),
      place_(place),
      end_position_(end_position),
      read_ahead_bytes_(read_ahead_bytes),
      buffer_position_(place.position) {}

Result<bool> BatchScanner::next() {
  if (place_.position == end_position_) return false;
  TRY(fill(kBatchHeaderBytes));
  const char* at = buffer_.get() + (place_.position - buffer_position_);
  uint64_t left_bytes = end_position_ - place_.position;
  Result<BatchHeader> header =
      parse_batch_header({at, std::min<uint64_t>(left_bytes, kBatchHeaderBytes)});
  if (!header.ok()) return damaged(place_, header.status());
  if (header->base_offset != place_.offset) {
    return damaged(place_, Status(Code::kCorruption, "record batch: of another offset"));
  }
  if (header->size_bytes > left_bytes) {
    return damaged(place_, Status(Code::kCorruption, "record batch: cut short"));
  }
  TRY(fill(header->size_bytes));
  header_ = *header;
  bytes_ = {buffer_.get() + (place_.position - buffer_position_), header_.size_bytes};
  place_ = {end_of(header_), place_.position + header_.size_bytes};
  return true;
}

Status BatchScanner::check_bytes() const {
  Status status = check_batch(bytes_, header_);
  if (status.ok()) return status;
  return damaged({header_.base_offset, place_.position - header_.size_bytes}, status);
}

// Gets `size_bytes` from the current place into the buffer, or as many as there are.
Status BatchScanner::fill(uint64_t size_bytes) {
  uint64_t skipped = place_.position - buffer_position_;
  if (skipped + size_bytes <= buffer_bytes_) return Status();
  uint64_t left_bytes = end_position_ - place_.position;
  uint64_t wanted = std::min(std::max(size_bytes, read_ahead_bytes_), left_bytes);
  if (wanted > capacity_) {
    buffer_ = std::make_unique_for_overwrite<char[]>(wanted);
    capacity_ = wanted;
  }
  TRY_ASSIGN(buffer_bytes_, file_.read_into(place_.position, buffer_.get(), wanted));
  buffer_position_ = place_.position;
  if (buffer_bytes_ < wanted) {
    return damaged(place_, Status(Code::kCorruption, "the file is shorter than it was"));
  }
  return Status();
}

Status BatchScanner::damaged(const SegmentIndex::Place& at, const Status& cause) const {
  return Status(cause).with_context("offset " + std::to_string(to_int64(at.offset)) + " at byte " +
                                    std::to_string(at.position));
}

}  // namespace pinflow::eventlog
