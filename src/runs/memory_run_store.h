// A RunStore that lasts as long as it lives: for tests, and for runs that nobody looks at later.
#pragma once

#include <memory>

#include "runs/run_store.h"

namespace pinflow::runs {

std::unique_ptr<RunStore> open_memory_run_store(const Clock& clock = system_clock());

}  // namespace pinflow::runs
