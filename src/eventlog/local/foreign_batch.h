// A batch that a producer made, looked at before it is stored: what is stored can be read by every
// door, so no client's mistake stops those who read behind it.
#pragma once

#include <string>

#include "eventlog/local/record_batch.h"

namespace pinflow::eventlog {

// How much larger than its records' limit a batch may be: its header, and lengths.
inline constexpr uint64_t kBatchOverheadBytes = 4096;

// Checks all of the batch and of its records, and mends its greatest time if that is wrong, as
// Kafka's broker does.
// Errors: kInvalidArgument, named as in batch_error.
Status check_foreign_batch(uint64_t record_bytes_max, std::string* batch);

}  // namespace pinflow::eventlog
