// ObjectChunks: the bytes of many objects, cut into pieces of whole lines, for several readers.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "clean/object_name.h"
#include "objects/store.h"

namespace pinflow::clean {

// Larger objects are handed out in pieces of about this size.
inline constexpr uint64_t kChunkBytes = 8 << 20;
// A longer line is cut, so that damage cannot take all memory; its parts are no JSON then.
inline constexpr uint64_t kLineBytesMax = 64 << 20;

struct SourceObject {
  objects::ObjectInfo info;
  ObjectName name;
};

struct Chunk {
  size_t object_index = 0;
  int64_t first_line = 0;  // Number of its first line within the object.
  std::string bytes;       // Whole lines; the object's last one may lack its newline.
};

struct SkippedObject {
  size_t object_index = 0;
  Status cause;
};

// Threads: next() from any; the others once next() has given nothing.
class ObjectChunks {
 public:
  // Both outlive it.
  ObjectChunks(const objects::Store& bucket, const std::vector<SourceObject>& objects);
  ~ObjectChunks();

  // Nothing when all objects are handed out. An object that cannot be opened is skipped.
  // Errors: kUnavailable: an object could not be read on.
  Result<std::optional<Chunk>> next();

  const std::vector<SkippedObject>& skipped() const { return skipped_; }
  uint32_t crc(size_t object_index) const { return crcs_[object_index]; }

 private:
  class LargeObject;
  Result<std::optional<Chunk>> next_of_large();  // With the mutex held.
  std::optional<size_t> take_object();           // With the mutex held.
  void skip(size_t object_index, Status cause);

  const objects::Store& bucket_;
  const std::vector<SourceObject>& objects_;
  std::vector<uint32_t> crcs_;  // Each written by the one thread that reads its object.

  std::mutex mutex_;  // Guards what follows.
  size_t next_object_ = 0;
  std::unique_ptr<LargeObject> large_;  // The one being read.
  std::vector<SkippedObject> skipped_;
};

}  // namespace pinflow::clean
