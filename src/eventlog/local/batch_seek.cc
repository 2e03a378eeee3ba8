#include "eventlog/local/batch_seek.h"

#include <array>

namespace pinflow::eventlog {
namespace {

constexpr size_t kSeekBytes = 4u << 10;  // The headers of some small batches, or of one.

}  // namespace

Result<SegmentIndex::Place> seek_batch(const File& file, SegmentIndex::Place place, Offset begin) {
  std::array<char, kSeekBytes> buffer;
  uint64_t buffer_position = place.position;
  uint64_t buffer_bytes = 0;
  while (true) {
    if (place.position + kBatchHeaderBytes > buffer_position + buffer_bytes) {
      buffer_position = place.position;
      TRY_ASSIGN(buffer_bytes, file.read_into(place.position, buffer.data(), buffer.size()));
    }
    const uint64_t skipped = place.position - buffer_position;
    TRY_ASSIGN(const BatchHeader header,
               parse_batch_header({buffer.data() + skipped, buffer_bytes - skipped}));
    if (header.base_offset != place.offset) {
      return Status(Code::kCorruption, "record batch: of another offset than " +
                                           std::to_string(to_int64(place.offset)));
    }
    if (end_of(header) > begin) return place;
    place = {end_of(header), place.position + header.size_bytes};
  }
}

}  // namespace pinflow::eventlog
