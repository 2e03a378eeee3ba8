// What a Kafka batch's records are compressed with, and unpacking them. Pure functions.
//
// The records follow the header as one piece: gzip members, zstd or LZ4 frames, or snappy. Of the
// last there are two shapes: one block, as librdkafka has it, and blocks in the frame of
// xerial's snappy-java: magic "\x82SNAPPY\0", version: i32, least version: i32, then for each
// block its size: i32 and itself (https://github.com/xerial/snappy-java).
#pragma once

#include "eventlog/local/record_batch.h"

namespace pinflow::eventlog {

// As the first three bits of a batch's attributes have it.
enum class BatchCodec { kNone = 0, kGzip = 1, kSnappy = 2, kLz4 = 3, kZstd = 4 };

// A few bytes may hold gigabytes; no producer makes batches as large as this.
inline constexpr uint64_t kUnpackedBytesMax = 64u << 20;

inline BatchCodec codec_of(const BatchHeader& header) {
  return static_cast<BatchCodec>(header.attributes & 7);
}
inline bool is_compressed(const BatchHeader& header) {
  return codec_of(header) != BatchCodec::kNone;
}

// Errors: kCorruption: damaged; kInvalidArgument: an unknown codec (named
// batch_error::kCompression), or more than kUnpackedBytesMax.
Result<std::string> unpack_records(const BatchHeader& header, std::string_view packed);

}  // namespace pinflow::eventlog
