// in_parallel(): one job for each index on some threads, which share the indexes out.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>

#include "base/result.h"

namespace pinflow {

// Calls job(0) … job(count - 1), in any order, each once, on at most `thread_count` threads with
// the caller's. After an error no more are begun; the answer is the first one that was met.
Status in_parallel(size_t count, size_t thread_count, const std::function<Status(size_t)>& job);

}  // namespace pinflow
