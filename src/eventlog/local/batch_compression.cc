#include "eventlog/local/batch_compression.h"

#include <lz4frame.h>
#include <snappy.h>

#include <algorithm>
#include <memory>

#include "base/compression.h"
#include "eventlog/wire.h"

namespace pinflow::eventlog {
namespace {

constexpr std::string_view kXerialMagic("\x82SNAPPY\0", 8);
constexpr size_t kXerialHeaderBytes = 16;
constexpr size_t kStepBytesLeast = 64u << 10;

Status undecodable(std::string_view codec) {
  return Status(Code::kCorruption, "record batch: damaged " + std::string(codec));
}

Status too_large() {
  return Status(Code::kInvalidArgument, "record batch: holds more than " +
                                            std::to_string(kUnpackedBytesMax) + " bytes unpacked");
}

Status add_snappy_block(std::string_view block, std::string* out) {
  size_t size_bytes = 0;
  if (!snappy::GetUncompressedLength(block.data(), block.size(), &size_bytes)) {
    return undecodable("snappy");
  }
  const size_t begin = out->size();
  if (size_bytes > kUnpackedBytesMax - begin) return too_large();
  // A block's own word for its size costs memory before it is known to be true.
  if (!snappy::IsValidCompressedBuffer(block.data(), block.size())) return undecodable("snappy");
  out->resize(begin + size_bytes);
  const bool whole = snappy::RawUncompress(block.data(), block.size(), out->data() + begin);
  return whole ? Status() : undecodable("snappy");
}

Result<std::string> unpack_snappy(std::string_view packed) {
  std::string out;
  if (!packed.starts_with(kXerialMagic)) {
    TRY(add_snappy_block(packed, &out));
    return out;
  }
  if (packed.size() < kXerialHeaderBytes) return undecodable("snappy");
  packed.remove_prefix(kXerialHeaderBytes);
  while (!packed.empty()) {
    if (packed.size() < sizeof(int32_t)) return undecodable("snappy");
    const auto size_bytes = load<int32_t>(packed.data());
    packed.remove_prefix(sizeof(int32_t));
    if (size_bytes < 0 || static_cast<size_t>(size_bytes) > packed.size())
      return undecodable("snappy");
    TRY(add_snappy_block(packed.substr(0, static_cast<size_t>(size_bytes)), &out));
    packed.remove_prefix(static_cast<size_t>(size_bytes));
  }
  return out;
}

struct FreeLz4 {
  void operator()(LZ4F_dctx* context) const { LZ4F_freeDecompressionContext(context); }
};

Result<std::string> unpack_lz4(std::string_view packed) {
  LZ4F_dctx* made = nullptr;
  check(LZ4F_isError(LZ4F_createDecompressionContext(&made, LZ4F_VERSION)) == 0);
  std::unique_ptr<LZ4F_dctx, FreeLz4> context(made);
  std::string out;
  size_t expected = 1;  // What the frame still wants; 0 at its end.
  while (!packed.empty()) {
    const size_t begin = out.size();
    if (begin > kUnpackedBytesMax) return too_large();
    size_t room = std::max(begin, std::max(packed.size() * 2, kStepBytesLeast));
    size_t taken = packed.size();
    out.resize(begin + room);
    expected =
        LZ4F_decompress(context.get(), out.data() + begin, &room, packed.data(), &taken, nullptr);
    if (LZ4F_isError(expected) != 0 || (room == 0 && taken == 0)) return undecodable("lz4");
    out.resize(begin + room);
    packed.remove_prefix(taken);
  }
  if (expected != 0) return undecodable("lz4");
  if (out.size() > kUnpackedBytesMax) return too_large();
  return out;
}

}  // namespace

Result<std::string> unpack_records(const BatchHeader& header, std::string_view packed) {
  switch (codec_of(header)) {
    case BatchCodec::kNone:
      return std::string(packed);
    case BatchCodec::kGzip:
      return decompress(Codec::kGzip, packed, kUnpackedBytesMax);
    case BatchCodec::kSnappy:
      return unpack_snappy(packed);
    case BatchCodec::kLz4:
      return unpack_lz4(packed);
    case BatchCodec::kZstd:
      return decompress(Codec::kZstd, packed, kUnpackedBytesMax);
  }
  return Status(Code::kInvalidArgument,
                "record batch: of unknown compression " + std::to_string(header.attributes & 7))
      .named(batch_error::kCompression);
}

}  // namespace pinflow::eventlog
