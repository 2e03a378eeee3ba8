// BatchScanner: walks the record batches of a segment file, one after the other, through one
// buffer that is reused. Each batch must begin at the offset where the one before it ended.
#pragma once

#include <memory>

#include "base/file.h"
#include "eventlog/local/segment_index.h"

namespace pinflow::eventlog {

class BatchScanner {
 public:
  // From `place` to `end_position`. `read_ahead_bytes` go into one read, or one whole batch if
  // that is more. Keeps a reference to `file`.
  BatchScanner(const File& file, SegmentIndex::Place place, uint64_t end_position,
               uint64_t read_ahead_bytes);

  // Moves to the next batch. False at the end.
  // Errors: kCorruption naming offset and position; kUnavailable. The scanner then stays there.
  Result<bool> next();

  const BatchHeader& header() const { return header_; }
  std::string_view bytes() const { return bytes_; }  // The whole batch, until the next call.
  Status check_bytes() const;                        // Errors: kCorruption.

  // Behind the current batch.
  SegmentIndex::Place place() const { return place_; }

 private:
  Status fill(uint64_t size_bytes);
  Status damaged(const SegmentIndex::Place& at, const Status& cause) const;

  const File& file_;
  SegmentIndex::Place place_;
  const uint64_t end_position_;
  const uint64_t read_ahead_bytes_;
  BatchHeader header_;
  std::string_view bytes_;

  std::unique_ptr<char[]> buffer_;
  uint64_t capacity_ = 0;
  uint64_t buffer_position_ = 0;  // Where in the file the buffer's first byte lies.
  uint64_t buffer_bytes_ = 0;
};

}  // namespace pinflow::eventlog
