// copy_place(): copies of objects, put together, in a folder of their own.
#pragma once

#include "clean/compact_objects.h"
#include "clean/object_run.h"

namespace pinflow::clean {

// Where a key below `options.topics_dir` has its copy.
std::string copy_key(const CompactOptions& options, std::string_view key);

// Copies what `copies` do not hold of `originals`, both of one partition and folder, by offset;
// the last originals only once they are options.objects_least. Adds to `report`.
// Errors: as compact_objects().
Status copy_place(objects::Store& bucket, const CompactOptions& options,
                  std::span<const SourceObject> originals, std::span<const SourceObject> copies,
                  CompactReport* report);

}  // namespace pinflow::clean
