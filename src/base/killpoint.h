// killpoint(): named places where a test build can stop the process as a power cut would.
#pragma once

#include <string_view>

namespace pinflow {

// Stops the process at once (SIGKILL to itself) when the environment says
// PINFLOW_KILLPOINT=name:n and this is the n-th time (from 1) that `name` is passed.
// Costs one load and a branch where the variable is not set; compiled into every build, so
// that what is tested is what is shipped.
void killpoint(std::string_view name);

}  // namespace pinflow
