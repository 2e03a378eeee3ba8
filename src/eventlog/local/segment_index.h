// SegmentIndex: what one segment file holds, and where in it an offset or a time is found. One
// entry for about every 64 KiB. The .index file of a sealed segment is a cache: it is rebuilt
// from the segment whenever it does not fit. Big-endian:
//
//   index := magic: "pfidx001", base_offset: i64, end_offset: i64, size_bytes: u64,
//            max_timestamp: i64, entry_count: u64, entry*, crc32c (of all before): u32
//   entry := offset: i64, position: u64, max_timestamp_before: i64
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventlog/local/record_batch.h"

namespace pinflow::eventlog {

class SegmentIndex {
 public:
  explicit SegmentIndex(Offset base_offset) : base_offset_(base_offset), end_offset_(base_offset) {}

  // The batch that lies at the end of the segment so far, and begins at its end offset.
  void add(const BatchHeader& batch);

  Offset base_offset() const { return base_offset_; }
  Offset end_offset() const { return end_offset_; }
  uint64_t size_bytes() const { return size_bytes_; }
  UnixMillis max_timestamp() const { return max_timestamp_; }  // The least there is when empty.
  bool is_empty() const { return size_bytes_ == 0; }

  // Where a batch starts, and its base offset.
  struct Place {
    Offset offset{};
    uint64_t position = 0;
  };
  // The last place known at or before `offset`.
  Place place_of(Offset offset) const;
  // The last place known that has only records older than `time` before it.
  Place place_before(UnixMillis time) const;

  std::string encode() const;
  // Nothing when `bytes` are damaged or of another segment than the one of these facts.
  static std::optional<SegmentIndex> decode(std::string_view bytes, Offset base_offset,
                                            uint64_t size_bytes);

 private:
  struct Entry {
    Place place;
    UnixMillis max_timestamp_before;
  };

  Offset base_offset_;
  Offset end_offset_;
  uint64_t size_bytes_ = 0;
  UnixMillis max_timestamp_ = UnixMillis::min();
  std::vector<Entry> entries_;
};

}  // namespace pinflow::eventlog
