// gather(): new objects of the sink connector's layout into a bronze table, each row once.
#pragma once

#include <cstdint>
#include <string>

#include "clean/site.h"

namespace pinflow::clean {

struct GatherOptions {
  std::string bucket_name;                // Part of what is remembered.
  std::string topics_dir = "topics";      // The connector's property; may be "".
  bool full = false;                      // Reads all objects again, in place of what is there.
  uint64_t commit_bytes_max = 256 << 20;  // Of objects in one commit, which bounds memory.
};

struct GatherReport {
  int64_t objects = 0;  // Read now.
  int64_t rows = 0;
  int64_t dead_letters = 0;
  int64_t strange_names = 0;  // Not of the layout: not read.
  int64_t changed = 0;        // Read before, and of other bytes since: not read again.
  int64_t unreadable = 0;     // Tried again by the next gather.
};

// Reads what the bucket has of the dataset's topic and bronze has not. Each commit's objects are
// remembered by name, size and etag; without new objects nothing changes. A value that cannot be
// decoded becomes a dead letter and stops nothing.
// Errors: kAlreadyExists: another gather of this bucket is at work; kUnavailable; kCorruption;
// kInvalidArgument: the bronze table has other columns.
Result<GatherReport> gather(const Site& site, const model::Dataset& dataset,
                            const objects::Store& bucket, const GatherOptions& options);

}  // namespace pinflow::clean
