// The records of a v3 request: {"partition_id":…,"headers":[…],"key":{"type":…,"data":…},
// "value":{…},"timestamp":…}, one after the other, or as entries of a batch.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/rest_proxy/json_body.h"
#include "gateway/rest_proxy/produce_request.h"

namespace pinflow::gateway {

struct TypedSize {
  std::string type;  // "JSON", "STRING" or "BINARY".
  uint64_t size_bytes = 0;
};

struct V3Record {
  RecordToProduce to_produce;
  std::optional<TypedSize> key;
  std::optional<TypedSize> value;
};

// A record, or why it is none. Each error is one record's: others are stored.
using ParsedRecord = Parsed<V3Record>;

ParsedRecord parse_record(std::string_view object);

// What stands for a record whose JSON breaks off.
ParsedRecord broken_record();

// The records of a body that holds JSON objects one after the other. Where the JSON breaks off,
// the last one is that error.
std::vector<ParsedRecord> parse_record_stream(std::string_view body);

struct BatchEntry {
  std::string id;
  ParsedRecord record;
};

// The entries of {"entries":[…]}. Errors: 400; 422 with 42208: none, too many, or ids that are
// missing, too long or the same.
Parsed<std::vector<BatchEntry>> parse_record_batch(std::string_view body);

inline constexpr size_t kBatchEntriesMax = 10;

}  // namespace pinflow::gateway
