// The records of a Kafka batch: walking them where they lie, and decoding them. Pure functions.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "eventlog/local/record_batch.h"

namespace pinflow::eventlog {

// A record where it lies.
struct RecordView {
  UnixMillis timestamp{};
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
  std::string_view headers;  // Their count and they themselves, encoded and known to be whole.
};

// Calls `visit` with each record of the batch, in order, and its place in it, until it returns
// false. What compressed records hold is unpacked for it.
// Errors: kCorruption: malformed records, not as many as the header says, or a damaged
// compression; kInvalidArgument: an unknown compression, or more than kUnpackedBytesMax.
Status each_record(std::string_view batch, const BatchHeader& header,
                   const std::function<bool(int32_t index, const RecordView& record)>& visit);

// Appends the records from `begin` on to `records`, as long as `limits` allow, which shrink by
// what was taken. At least one record comes when `records` is empty. Errors: as each_record().
Status decode_records(std::string_view batch, const BatchHeader& header, Offset begin,
                      ReadLimits* limits, std::vector<StoredRecord>* records);

}  // namespace pinflow::eventlog
