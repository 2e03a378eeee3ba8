// ObjectChunks: the bytes of many objects, cut into pieces of whole lines, for several readers.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "clean/object_name.h"
#include "objects/store.h"

namespace pinflow::clean {

// Larger objects are handed out in pieces of about this size,
inline constexpr uint64_t kChunkBytes = 8 << 20;
// and packed ones if they hold more than this.
inline constexpr uint64_t kUnpackedChunkBytes = 4 * kChunkBytes;
// A longer line is cut, so that damage cannot take all memory; its parts are no JSON then.
inline constexpr uint64_t kLineBytesMax = 64 << 20;

// Lines of an object, one behind the other.
struct ObjectPart {
  int64_t first_line = 0;  // Of the object's name: its offset is that much past first_offset.
  uint64_t position = 0;   // Within the object's lines.
  uint64_t size_bytes = 0;
  bool operator==(const ObjectPart&) const = default;
};

// An object of which only some lines are read, maybe none, since the others are known already.
struct PartialRead {
  std::vector<ObjectPart> parts;
  uint32_t crc = 0;  // Of all of the object's lines, which have to have it when it is read.
  int64_t record_count = 0;
};

struct SourceObject {
  objects::ObjectInfo info;
  ObjectName name;
  std::optional<PartialRead> partial = {};
  uint64_t content_bytes = 0;  // Of its lines, as soon as it was read.
};

struct Chunk {
  size_t object_index = 0;
  int64_t first_line = 0;  // Number of its first line within the object.
  std::string bytes;       // Whole lines; the object's last one may lack its newline.
};

// How many lines these are; the last one may lack its newline.
int64_t count_lines(std::string_view bytes);
// Where line `line`, counted from 0, begins; the end when there are not so many.
size_t line_begin(std::string_view bytes, int64_t line);

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

  // Nothing when all objects are handed out. An object that cannot be opened, or unpacked, is
  // skipped; one that is gone or was replaced since it was listed is, too, with kNotFound.
  // Errors: kUnavailable: an object could not be read on.
  Result<std::optional<Chunk>> next();

  const std::vector<SkippedObject>& skipped() const { return skipped_; }
  // Of its lines.
  uint32_t crc(size_t object_index) const { return found_[object_index].crc; }
  int64_t record_count(size_t object_index) const { return found_[object_index].record_count; }
  uint64_t content_bytes(size_t object_index) const { return found_[object_index].bytes; }

 private:
  class LargeObject;
  struct Found {
    uint32_t crc = 0;
    int64_t record_count = 0;
    uint64_t bytes = 0;
  };
  Result<std::optional<Chunk>> next_of_large();  // With the mutex held.
  std::optional<size_t> take_object();           // With the mutex held.
  bool open_large(size_t object_index);          // With the mutex held.
  bool is_large_unpacked(size_t object_index, const Status& status);
  void take_parts(size_t object_index, const std::string& lines);
  void skip(size_t object_index, Status cause);

  const objects::Store& bucket_;
  const std::vector<SourceObject>& objects_;
  std::vector<Found> found_;  // Each written by the one thread that reads its object.

  std::mutex mutex_;  // Guards what follows.
  size_t next_object_ = 0;
  std::unique_ptr<LargeObject> large_;  // The one being read.
  std::deque<Chunk> parts_;             // Of objects that are read in part.
  std::deque<size_t> large_unpacked_;   // Objects that turned out to hold much.
  std::vector<SkippedObject> skipped_;
};

}  // namespace pinflow::clean
