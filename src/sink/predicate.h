// Predicate: for which records a transform is made.
#pragma once

#include <functional>

#include "sink/step_options.h"
#include "sink/transform.h"

namespace pinflow::sink {

using Predicate = std::function<bool(const Message& message)>;

// TopicNameMatches (pattern), HasHeaderKey (name) or RecordIsTombstone. Null where the options are
// wrong, which they are told.
Predicate read_predicate(StepOptions* options);

}  // namespace pinflow::sink
