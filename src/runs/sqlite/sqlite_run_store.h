// The embedded RunStore: one SQLite file in write-ahead mode.
#pragma once

#include <filesystem>
#include <memory>

#include "runs/run_store.h"

namespace pinflow::runs {

// Opens or creates the file. Errors: kCorruption (not ours, or of a newer format); kUnavailable.
Result<std::unique_ptr<RunStore>> open_sqlite_run_store(const std::filesystem::path& file,
                                                        const Clock& clock = system_clock());

}  // namespace pinflow::runs
