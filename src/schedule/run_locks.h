// RunLocks: who is at a run. The lock of a run ends with its process, also by kill -9: whoever
// takes it knows that nobody else is at the run, in this process or another.
//
//   Threads:   any.
#pragma once

#include <filesystem>

#include "base/file.h"
#include "runs/run_store.h"

namespace pinflow::schedule {

class RunLocks {
 public:
  // One file for all runs, which stays empty: a lock is on the byte of the run's number.
  explicit RunLocks(std::filesystem::path file) : file_(std::move(file)) {}

  // The lock is held as long as what is answered lives.
  // Errors: kAlreadyExists: somebody is at the run; kDenied, kUnavailable: of the file.
  Result<File> take(runs::RunId id) const;

 private:
  std::filesystem::path file_;
};

}  // namespace pinflow::schedule
