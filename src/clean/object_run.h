// ObjectRun: objects of one partition and folder whose lines follow each other without a gap.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clean/object_chunks.h"

namespace pinflow::clean {

class ObjectRun {
 public:
  enum class Add {
    kAdded,
    kHeld,   // Its very lines are in the run already.
    kOther,  // It does not follow, or is packed otherwise.
  };

  // `bytes`: the object's lines. Those without an end, none, and an object whose offsets do not
  // follow are others.
  Add add(const SourceObject& object, std::string_view bytes);
  void clear() { *this = ObjectRun(); }

  const std::vector<SourceObject>& objects() const { return objects_; }
  const std::string& bytes() const { return bytes_; }  // Lines.
  std::string stored() const;  // As an object of the first one's name holds them: maybe packed.
  int64_t record_count() const { return record_count_; }

 private:
  std::vector<SourceObject> objects_;
  std::string bytes_;
  int64_t record_count_ = 0;
};

// Objects sorted by place, then offset, as runs are looked for in them.
std::vector<SourceObject> sorted_by_place(std::vector<SourceObject> objects);
// How many of them, from the first on, are of its partition and folder.
size_t place_size(std::span<const SourceObject> objects);

// Calls `take` with each object, in order, and its lines, which several threads read ahead; with ""
// for one that `is_wanted` does not want, or that holds more than kUnpackedChunkBytes packed.
// Memory holds some objects at a time. Errors: those of the bucket and of `take`; kCorruption: a
// packed object is damaged; kAlreadyExists: an object changed since it was listed.
Status read_in_order(const objects::Store& bucket, std::span<const SourceObject> objects,
                     const std::function<bool(const SourceObject&)>& is_wanted,
                     const std::function<Status(const SourceObject&, const std::string&)>& take);

}  // namespace pinflow::clean
