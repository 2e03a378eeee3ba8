// check_pipeline(): finds mistakes in a pipeline before anything runs: every SQL file is parsed
// against the declared schemas.
#pragma once

#include <string>
#include <vector>

#include "model/pipeline.h"
#include "query/engine.h"

namespace pinflow::app {

// One sentence for each mistake; none when the pipeline is right.
// Errors: those of opening a session.
Result<std::vector<std::string>> check_pipeline(const model::Pipeline& pipeline,
                                                query::Engine& engine);

}  // namespace pinflow::app
