// Manifests: which objects gather has read, kept beside the bronze table they went into.
//
// The n-th commit of a bucket's objects has the n-th manifest (from 0), written before the commit.
// The table's transaction id says how many of them count; one more is the plan of a commit that was
// cut short, and is carried out again as it stands, so that the dead letters already committed for
// it stay right.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/compression.h"
#include "base/result.h"
#include "objects/store.h"

namespace pinflow::clean {

// An object as it was when it was read.
struct ReadObject {
  std::string key;
  uint64_t size_bytes = 0;
  std::string etag;
  uint32_t crc = 0;             // CRC-32C of its lines: an etag may change when they do not.
  int64_t record_count = 0;     // 0 where an older manifest does not tell.
  uint64_t unpacked_bytes = 0;  // Of its lines, where it is packed; else 0.

  bool is_packed() const { return codec_of_name(key).has_value(); }
  uint64_t content_bytes() const { return is_packed() ? unpacked_bytes : size_bytes; }
  bool operator==(const ReadObject&) const = default;
};

struct Manifest {
  bool replaces = false;  // What was read before no longer counts.
  std::vector<ReadObject> objects;
  bool operator==(const Manifest&) const = default;
};

// By key; of an object read twice the later reading.
using ReadObjects = std::map<std::string, ReadObject, std::less<>>;

class Manifests {
 public:
  // They are <folder><20 digits>.json in `store`, which outlives it.
  Manifests(objects::Store& store, std::string folder);

  // What the first `count` manifests say together.
  // Errors: kCorruption: one of them is missing or unreadable.
  Result<ReadObjects> read_all(int64_t count) const;
  // Nothing when there is no such manifest. Errors: kCorruption.
  Result<std::optional<Manifest>> read(int64_t number) const;
  // Errors: kAlreadyExists: another gather was first.
  Status write(int64_t number, const Manifest& manifest);

 private:
  std::string key(int64_t number) const;

  objects::Store& store_;
  const std::string folder_;
};

}  // namespace pinflow::clean
