#include "eventlog/local/segment_index.h"

#include <algorithm>

#include "base/crc32c.h"
#include "eventlog/wire.h"

namespace pinflow::eventlog {
namespace {

constexpr uint64_t kEntryDistanceBytes = 64u << 10;
constexpr std::string_view kIndexMagic = "pfidx001";
constexpr size_t kHeaderBytes = 8 + 5 * 8;
constexpr size_t kEntryBytes = 3 * 8;
constexpr size_t kCrcBytes = 4;

UnixMillis load_time(const char* at) {
  return UnixMillis(std::chrono::milliseconds(load<int64_t>(at)));
}

}  // namespace

void SegmentIndex::add(const BatchHeader& batch) {
  check(batch.base_offset == end_offset_);
  uint64_t indexed = entries_.empty() ? 0 : entries_.back().place.position;
  if (entries_.empty() || size_bytes_ - indexed >= kEntryDistanceBytes) {
    entries_.push_back({{end_offset_, size_bytes_}, max_timestamp_});
  }
  end_offset_ = end_of(batch);
  size_bytes_ += batch.size_bytes;
  max_timestamp_ = std::max(max_timestamp_, batch.max_timestamp);
}

SegmentIndex::Place SegmentIndex::place_of(Offset offset) const {
  auto after = std::upper_bound(
      entries_.begin(), entries_.end(), offset,
      [](Offset wanted, const Entry& entry) { return wanted < entry.place.offset; });
  return after == entries_.begin() ? Place{base_offset_, 0} : std::prev(after)->place;
}

SegmentIndex::Place SegmentIndex::place_before(UnixMillis time) const {
  auto after = std::partition_point(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.max_timestamp_before < time;
  });
  return after == entries_.begin() ? Place{base_offset_, 0} : std::prev(after)->place;
}

std::string SegmentIndex::encode() const {
  std::string bytes(kIndexMagic);
  bytes.reserve(kHeaderBytes + entries_.size() * kEntryBytes + kCrcBytes);
  put<int64_t>(to_int64(base_offset_), &bytes);
  put<int64_t>(to_int64(end_offset_), &bytes);
  put<uint64_t>(size_bytes_, &bytes);
  put<int64_t>(to_int64(max_timestamp_), &bytes);
  put<uint64_t>(entries_.size(), &bytes);
  for (const Entry& entry : entries_) {
    put<int64_t>(to_int64(entry.place.offset), &bytes);
    put<uint64_t>(entry.place.position, &bytes);
    put<int64_t>(to_int64(entry.max_timestamp_before), &bytes);
  }
  put<uint32_t>(crc32c(bytes), &bytes);
  return bytes;
}

std::optional<SegmentIndex> SegmentIndex::decode(std::string_view bytes, Offset base_offset,
                                                 uint64_t size_bytes) {
  if (bytes.size() < kHeaderBytes + kCrcBytes || !bytes.starts_with(kIndexMagic))
    return std::nullopt;
  std::string_view covered = bytes.substr(0, bytes.size() - kCrcBytes);
  if (crc32c(covered) != load<uint32_t>(bytes.data() + covered.size())) return std::nullopt;

  const char* header = bytes.data() + kIndexMagic.size();
  SegmentIndex index(Offset{load<int64_t>(header)});
  index.end_offset_ = Offset{load<int64_t>(header + 8)};
  index.size_bytes_ = load<uint64_t>(header + 16);
  index.max_timestamp_ = load_time(header + 24);
  auto entry_count = load<uint64_t>(header + 32);
  if (index.base_offset_ != base_offset || index.size_bytes_ != size_bytes ||
      entry_count != (covered.size() - kHeaderBytes) / kEntryBytes) {
    return std::nullopt;
  }
  index.entries_.reserve(entry_count);
  for (const char* at = bytes.data() + kHeaderBytes; index.entries_.size() < entry_count;
       at += kEntryBytes) {
    Place place{Offset{load<int64_t>(at)}, load<uint64_t>(at + 8)};
    index.entries_.push_back({place, load_time(at + 16)});
  }
  return index;
}

}  // namespace pinflow::eventlog
