// Ownership: that of a data folder's DAG. One process has it at a time and makes and runs the
// runs; it ends with the process, also by kill -9.
//
//   Threads:   one at a time.
#pragma once

#include <filesystem>
#include <optional>

#include "base/file.h"

namespace pinflow::schedule {

class Ownership {
 public:
  explicit Ownership(std::filesystem::path file) : file_(std::move(file)) {}

  // Whether it is ours; another may have given it up since it was asked last.
  // Errors: kDenied, kUnavailable: of the file.
  Result<bool> take();

 private:
  std::filesystem::path file_;
  std::optional<File> held_;
};

}  // namespace pinflow::schedule
