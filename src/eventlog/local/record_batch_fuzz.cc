// Feeds any bytes to the batch decoder. The checksum is not checked, so that the fuzzer gets past
// it; what decodes must encode to records that decode again to the same.
#include <cstddef>
#include <cstdint>

#include "eventlog/local/batch_records.h"

using namespace pinflow;
using namespace pinflow::eventlog;

namespace {

std::vector<StoredRecord> decode(std::string_view batch, const BatchHeader& header) {
  std::vector<StoredRecord> records;
  ReadLimits limits{.count_max = UINT32_MAX, .bytes_max = UINT64_MAX};
  bool whole = decode_records(batch, header, header.base_offset, &limits, &records).ok();
  return whole ? records : std::vector<StoredRecord>();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Result<BatchHeader> header = parse_batch_header(bytes);
  if (!header.ok() || header->size_bytes > bytes.size()) return 0;
  auto records = decode(bytes.substr(0, header->size_bytes), *header);
  if (records.empty()) return 0;

  BatchBuilder builder;
  for (const StoredRecord& stored : records) builder.add(stored.record);
  std::string batch = builder.take();
  Result<BatchHeader> again_header = parse_batch_header(batch);
  check(again_header.ok() && check_batch(batch, *again_header).ok());
  auto again = decode(batch, *again_header);
  check(again.size() == records.size());
  for (size_t index = 0; index < records.size(); ++index) {
    check(again[index].record.key == records[index].record.key);
    check(again[index].record.value == records[index].record.value);
    check(again[index].record.timestamp == records[index].record.timestamp);
    check(again[index].record.headers.size() == records[index].record.headers.size());
  }
  return 0;
}
