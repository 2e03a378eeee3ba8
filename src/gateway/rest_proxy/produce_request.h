// The body of a produce request: {"records":[{"key":K,"value":V,"partition":N}, ...]}.
#pragma once

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/rest_proxy/media_type.h"
#include "model/record.h"

namespace pinflow::gateway {

struct RecordToProduce {
  model::Record record;
  std::optional<int64_t> partition;  // As the client wants it: unchecked.
};

// Values and keys of the JSON format are kept as compact JSON text (a string with its quotes); of
// the binary format they are the decoded bytes, of the text format the string without quotes. A
// null value is a tombstone, and so is a missing one beside a key. Errors: 400 (not JSON), 413 (a
// record over eventlog::kRecordBytesMax) and 422 (of another shape), each naming the JSON path.
std::variant<std::vector<RecordToProduce>, RestError> parse_produce(std::string_view body,
                                                                    EmbeddedFormat format);

}  // namespace pinflow::gateway
