// get_content(), ContentStream: the lines of an object, unpacked where its name says that they are
// packed (".gz", ".zst").
//
// A packed object of a few kilobytes may hold gigabytes: none is unpacked past a limit, and what is
// damaged anywhere gives no line at all.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/compression.h"
#include "base/file.h"
#include "objects/store.h"

namespace pinflow::clean {

// What a packed object may hold. There is no limit for plain ones.
inline constexpr uint64_t kUnpackedBytesMax = 1u << 30;

struct Content {
  std::string lines;
  uint64_t stored_bytes = 0;  // Of the object as it lies in the bucket.
};

// Errors: those of Store::get(); kCorruption, naming the object: damaged; kInvalidArgument, naming
// it: it holds more than `bytes_max`.
Result<Content> get_content(const objects::Store& bucket, const std::string& key,
                            uint64_t bytes_max = kUnpackedBytesMax);

// How many bytes its lines are about; packed ones are known only once they are unpacked.
uint64_t likely_content_bytes(const objects::ObjectInfo& object);

// An object read on and on, with little memory.
class ContentStream {
 public:
  // A packed one is unpacked twice: first only to see that it is whole, and not too large.
  // Errors: as get_content(); kNotFound: it was replaced since it was listed.
  static Result<ContentStream> open(const objects::Store& bucket,
                                    const objects::ObjectInfo& object);

  // Less than there is room for only at the end. Errors: kUnavailable; kCorruption.
  Result<size_t> read(std::span<char> out);

 private:
  ContentStream(File file, std::optional<Codec> codec);
  Result<size_t> unpack(std::span<char> out);
  Status expect_whole();

  File file_;
  uint64_t position_ = 0;
  std::optional<Unpacker> unpacker_;  // Of a packed object,
  std::string packed_;                // whose bytes these are, taken up from
  size_t taken_ = 0;                  // here on.
};

}  // namespace pinflow::clean
