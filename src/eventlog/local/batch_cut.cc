#include "eventlog/local/batch_cut.h"

namespace pinflow::eventlog {

Result<BatchCut> cut_batches(std::string& bytes, Offset first, Offset begin, uint64_t bytes_max) {
  BatchCut cut;
  uint64_t position = 0;
  for (Offset next = first; position + kBatchHeaderBytes <= bytes.size();) {
    TRY_ASSIGN(BatchHeader header, parse_batch_header(std::string_view(bytes).substr(position)));
    if (header.base_offset != next) {
      return Status(Code::kCorruption,
                    "record batch: of another offset than " + std::to_string(to_int64(next)));
    }
    next = end_of(header);
    const bool is_wanted = next > begin;
    if (is_wanted && cut.size_bytes == 0) {
      cut.position = position;
      cut.wanted_bytes = position + header.size_bytes;
    }
    const bool fits = cut.size_bytes == 0 || cut.size_bytes + header.size_bytes <= bytes_max;
    if (position + header.size_bytes > bytes.size() || (is_wanted && !fits)) break;
    if (is_wanted) {
      set_commit_index(0, bytes.data() + position);
      cut.size_bytes += header.size_bytes;
    }
    position += header.size_bytes;
  }
  return cut;
}

}  // namespace pinflow::eventlog
