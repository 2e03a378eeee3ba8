// KnownRecords: which records gather has read, so that none is read again when its object was put
// together with others, or cut otherwise.
//
// An object's records are those of its first offset and the following ones. That the same offsets
// hold the same records is never taken for granted: bytes are compared, by their checksum or with
// the object that holds them now.
//
//   Threads:   one at a time.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "clean/manifest.h"
#include "clean/object_chunks.h"

namespace pinflow::clean {

class KnownRecords {
 public:
  explicit KnownRecords(ReadObjects read);
  KnownRecords(KnownRecords&&) = default;
  KnownRecords& operator=(KnownRecords&&) = default;

  void add(ReadObject object);  // Of the layout; in place of one with its key.

  const ReadObject* find(std::string_view key) const;
  // Whether some of the `record_count` records of the object with this name may be known.
  bool overlaps(std::string_view key, const ObjectName& name, int64_t record_count) const;
  // The object's lines that are not known.
  PartialRead unknown_part(const objects::Store& bucket, std::string_view key,
                           const ObjectName& name, std::string_view bytes) const;

 private:
  // Of one partition in one folder, by first offset; none holds all that another holds.
  using Place = std::map<int64_t, const ReadObject*>;
  const Place* place(std::string_view key) const;
  void index(const ReadObject& object);

  ReadObjects read_;
  std::map<std::string, Place, std::less<>> places_;
};

// Whether there is nothing known in it.
bool is_whole(const PartialRead& read, uint64_t size_bytes);

// Where `planned`, an object that is gone or replaced, lies within another now.
// Errors: kNotFound; those of the bucket.
Result<SourceObject> find_moved(const objects::Store& bucket, const ReadObject& planned,
                                const ObjectName& name);

}  // namespace pinflow::clean
