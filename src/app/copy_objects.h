// copy_store(): objects from one store to another, Delta tables among them: a table's log goes last
// and in its order, so that whoever reads the copy meanwhile finds whole versions.
//
//   Resuming:  the destination says what is there: an object is put whole or not at all.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "objects/store.h"

namespace pinflow::app {

struct ObjectCopyOptions {
  std::string prefix;           // Only objects whose keys begin so.
  bool compares_bytes = false;  // Of objects that are there too, not only their sizes.
  size_t thread_count = 4;
};

struct ObjectCopyReport {
  int64_t objects = 0;  // At the source, when it was listed.
  uint64_t bytes = 0;
  int64_t copied = 0;
  int64_t already_there = 0;
  int64_t at_destination = 0;       // Of those, at the end.
  std::vector<std::string> differ;  // Keys that hold something else at the destination.
  bool was_stopped = false;

  bool is_complete() const { return !was_stopped && differ.empty() && at_destination == objects; }
};

// Errors: those of the stores. What is there already is left as it is.
Result<ObjectCopyReport> copy_store(const objects::Store& from, objects::Store& to,
                                    const ObjectCopyOptions& options, const std::stop_token& stop);

}  // namespace pinflow::app
