// compress(), decompress() and Unpacker: objects whose names end in ".gz" or ".zst".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow {

enum class Codec { kGzip, kZstd };

struct Compression {
  Codec codec = Codec::kGzip;
  // From 1 (quick) to level_max(), of gzip also 0 (none at all), or -1: the codec's own choice.
  int level = -1;
};

// 9 for gzip; 19 for zstd, whose levels above take more memory than a connector has.
int level_max(Codec codec);
std::string_view extension(Codec codec);  // ".gz"
// What a name's end says; nothing where it is of no codec.
std::optional<Codec> codec_of_name(std::string_view key);

// A whole object. The same bytes always give the same bytes.
std::string compress(const Compression& how, std::string_view bytes);

// Back. Errors: kCorruption: damaged, cut short or not of that codec; kInvalidArgument: it holds
// more than `bytes_max`.
Result<std::string> decompress(Codec codec, std::string_view packed, uint64_t bytes_max);

// Gives what packed bytes hold, some at a time, as a few of them may hold gigabytes. Members and
// frames one behind the other are one object. Its own memory is at most 128 MiB, however made.
//   Threads: one at a time.
class Unpacker {
 public:
  explicit Unpacker(Codec codec);
  Unpacker(Unpacker&& other) noexcept;
  Unpacker& operator=(Unpacker&& other) noexcept;
  ~Unpacker();

  // Takes bytes off the front of `packed` and writes what they hold; answers how much that is.
  // Less than `out` has room for: `packed` is used up. Errors: kCorruption.
  Result<size_t> unpack(std::string_view* packed, std::span<char> out);
  // Errors: kCorruption: the bytes so far are not all of an object.
  Status finish() const;

  class Stream;

 private:
  std::unique_ptr<Stream> stream_;
};

}  // namespace pinflow
