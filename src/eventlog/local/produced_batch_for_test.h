// Batches as Kafka's producers make them, for tests: with a producer's id and sequence, or packed.
#pragma once

#include <lz4frame.h>
#include <snappy.h>

#include <string>
#include <vector>

#include "base/compression.h"
#include "base/crc32c.h"
#include "eventlog/local/batch_compression.h"
#include "eventlog/local/test_log.h"
#include "eventlog/wire.h"

namespace pinflow::eventlog {

// Sets the field at `position` of the header, and makes the size and the checksum anew.
template <class T>
void set_field(size_t position, T value, std::string* batch) {
  store<T>(value, batch->data() + position);
  store<int32_t>(static_cast<int32_t>(batch->size() - 12), batch->data() + 8);
  store<uint32_t>(crc32c(std::string_view(*batch).substr(21)), batch->data() + 17);
}

inline void set_attributes(int16_t attributes, std::string* batch) {
  set_field<int16_t>(21, attributes, batch);
}

// `count` records: "<sequence>", and those after it.
inline std::string produced(int64_t producer, int16_t epoch, int32_t sequence, int32_t count = 1) {
  std::vector<std::string> values;
  for (int32_t index = 0; index < count; ++index) {
    values.push_back(std::to_string(int64_t{sequence} + index));
  }
  std::string batch = batch_of(values);
  set_field<int64_t>(43, producer, &batch);
  set_field<int16_t>(51, epoch, &batch);
  set_field<int32_t>(53, sequence, &batch);
  return batch;
}

inline std::string packed_bytes(BatchCodec codec, const std::string& bytes) {
  std::string out;
  switch (codec) {
    case BatchCodec::kNone:
      return bytes;
    case BatchCodec::kGzip:
      return compress({Codec::kGzip}, bytes);
    case BatchCodec::kZstd:
      return compress({Codec::kZstd}, bytes);
    case BatchCodec::kSnappy:
      snappy::Compress(bytes.data(), bytes.size(), &out);
      return out;
    case BatchCodec::kLz4:
      out.resize(LZ4F_compressFrameBound(bytes.size(), nullptr));
      out.resize(LZ4F_compressFrame(out.data(), out.size(), bytes.data(), bytes.size(), nullptr));
      return out;
  }
  return out;
}

// The batch with these bytes in place of its records.
inline std::string with_records(BatchCodec codec, const std::string& packed,
                                const std::string& batch) {
  std::string made = batch.substr(0, kBatchHeaderBytes) + packed;
  set_attributes(static_cast<int16_t>(codec), &made);
  return made;
}

inline std::string packed(BatchCodec codec, const std::string& batch) {
  return with_records(codec, packed_bytes(codec, batch.substr(kBatchHeaderBytes)), batch);
}

// In the frame of snappy-java, in blocks of `block_bytes`.
inline std::string xerial(const std::string& bytes, size_t block_bytes) {
  std::string out("\x82SNAPPY\0\0\0\0\1\0\0\0\1", 16);
  for (size_t at = 0; at < bytes.size(); at += block_bytes) {
    std::string block = packed_bytes(BatchCodec::kSnappy, bytes.substr(at, block_bytes));
    put<int32_t>(static_cast<int32_t>(block.size()), &out);
    out += block;
  }
  return out;
}

}  // namespace pinflow::eventlog
