// Transforms that change a record's topic: RegexRouter and TimestampRouter.
#pragma once

#include "sink/step_options.h"
#include "sink/transform.h"

namespace pinflow::sink {

// A topic whose whole name matches `regex` becomes `replacement`, which may have $1.
std::shared_ptr<const Transform> read_regex_router(StepOptions* options);

// `topic.format`, "${topic}-${timestamp}", with the record's time in UTC by `timestamp.format`,
// "yyyyMMdd".
std::shared_ptr<const Transform> read_timestamp_router(StepOptions* options);

}  // namespace pinflow::sink
