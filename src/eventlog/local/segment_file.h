// SegmentFile: the segment that is being written. Ahead of its batches it is filled with zeros, as
// much again as it holds and at most 1 MiB: writing over what is allocated already leaves a sync
// no metadata to write, which takes it about half the time (ext4). So only where commits are
// small, such as the five batches of 16 KB that a Kafka producer has on its way: of large ones the
// bytes themselves are most of the cost.
//
//   Durability:  what write() wrote is durable after sync(). A process that is killed leaves the
//                zeros, which recovery cuts off; one that ends does it itself.
//   Threads:     one at a time.
#pragma once

#include <filesystem>
#include <memory>

#include "base/file.h"

namespace pinflow::eventlog {

class SegmentFile {
 public:
  // Makes the file where it is missing. `size_bytes` of it are batches; it never grows beyond
  // `size_bytes_max` for zeros. Errors: kUnavailable, kDenied.
  static Result<std::unique_ptr<SegmentFile>> open(const std::filesystem::path& path,
                                                   uint64_t size_bytes, uint64_t size_bytes_max);
  ~SegmentFile();
  SegmentFile(const SegmentFile&) = delete;
  SegmentFile& operator=(const SegmentFile&) = delete;

  // Writes the batch behind what is synced. Errors: kUnavailable; then take_back() is due.
  Status write(std::string_view batch);
  Status take_back();  // Cuts off what is not synced, and the zeros.
  Status sync();       // An error leaves the file as it is, for recovery to look at.

  // Cuts off the zeros, durably: nothing more is written here.
  Status seal();

 private:
  SegmentFile(File file, uint64_t size_bytes, uint64_t size_bytes_max);

  void fill();

  File file_;
  const uint64_t size_bytes_max_;
  uint64_t size_bytes_;         // Of synced batches.
  uint64_t written_bytes_ = 0;  // Behind them, not synced.
  uint64_t filled_bytes_;       // How far the file reaches.
  bool may_fill_ = true;
};

}  // namespace pinflow::eventlog
