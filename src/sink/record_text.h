// A record's value, key or headers as an object holds them: one after the other, with a separator
// behind each.
#pragma once

#include <string>

#include "base/result.h"
#include "model/record.h"
#include "sink/connector_config.h"

namespace pinflow::sink {

using model::Offset;
using model::StoredRecord;
using model::TopicPartition;

enum class Line { kWritten, kSkipped };

// Appends the value, unless the configuration has it skipped: bad ones with errors.tolerance=all,
// missing ones with behavior.on.null.values=ignore. `why` then says it.
// Errors: kInvalidArgument: it can be neither written nor skipped.
Result<Line> append_value(const ConnectorConfig& config, const StoredRecord& stored,
                          std::string* out, std::string* why = nullptr);

// Errors: kInvalidArgument: there is no key, or it is not what its converter says.
Status append_key(const ConnectorConfig& config, const StoredRecord& stored, std::string* out);

// [{"key":"trace","value":"17"},…]
void append_headers(const ConnectorConfig& config, const StoredRecord& stored, std::string* out);

// Whether the record has no value, as its converter sees it: JSON's null is none.
bool is_null_value(const ConnectorConfig& config, const StoredRecord& stored);

// What becomes of a record that cannot be written for this reason. Errors: kInvalidArgument: it
// stops its partition; `mend` says how it would not.
Result<Line> settle_bad(const ConnectorConfig& config, const StoredRecord& stored,
                        const std::string& reason, std::string* why);

}  // namespace pinflow::sink
