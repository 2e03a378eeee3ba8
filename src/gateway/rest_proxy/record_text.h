// write_record(): a record as an answer to a consumer shows it.
#pragma once

#include <string>

#include "base/result.h"
#include "gateway/rest_proxy/media_type.h"
#include "model/record.h"

namespace pinflow::gateway {

// Appends {"topic":…,"key":…,"value":…,"partition":…,"offset":…}.
// Errors: kInvalidArgument, naming the record: its key or value is not JSON, but is to be shown
// as such. `out` then ends in a part of the record.
Status write_record(EmbeddedFormat format, const model::TopicPartition& from,
                    const model::StoredRecord& stored, std::string* out);

}  // namespace pinflow::gateway
