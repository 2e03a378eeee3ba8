// compact_objects(): small objects of the sink connector put together, in a bucket itself.
//
//   Data's way:  objects whose offsets follow each other without a gap, in one folder, become one
//                object with the name of the first: the layout stays what it was.
//   Durability:  the new object is durable before an original goes. Killed in between, both are
//                there: gather() reads each record once all the same, and the next compaction
//                removes what is left over, after comparing its bytes.
//   Threads:     one compaction of a bucket at a time, which the caller sees to; gather() and
//                sinks may work meanwhile.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "clean/object_name.h"
#include "objects/store.h"

namespace pinflow::clean {

struct CompactOptions {
  std::string topics_dir = "topics";
  // Where originals are kept: copies, put together, go below this folder. "": they go where the
  // originals were, which are deleted.
  std::string copies_dir;
  std::string topic;                      // Only of this one; "": of all.
  uint64_t object_bytes_max = 64u << 20;  // Of what is put together. Half of it is small no more.
  size_t objects_least = 2;               // Fewer that follow each other stay as they are.
  bool spares_large = false;  // Leaves an object that is larger than all behind it together alone,
                              // so that each byte is written few times where this is done often.
  bool dry_run = false;       // Only counts.
  // Whether its writer is done with an object for good.
  std::function<bool(const objects::ObjectInfo&, const ObjectName&)> is_settled;
  // Told of each object that was put together, of how many.
  std::function<void(const std::string& key, int64_t objects)> on_object;
};

struct CompactReport {
  int64_t objects_before = 0;  // That were put together,
  int64_t objects_after = 0;   // and what became of them.
  int64_t records = 0;
  uint64_t bytes = 0;
  int64_t left_over = 0;  // Originals of an earlier compaction that was cut short.
  int64_t unsettled = 0;  // Left alone for now.

  CompactReport& operator+=(const CompactReport& other);
};

// Errors: kAlreadyExists: a copy holds other bytes than the originals, or the objects changed
// meanwhile; those of the bucket. What was done until then stays done.
Result<CompactReport> compact_objects(objects::Store& bucket, const CompactOptions& options);

}  // namespace pinflow::clean
