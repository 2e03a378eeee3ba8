#include "base/compression.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>

#include "base/check.h"

namespace pinflow {
namespace {

constexpr int kGzipWindowBits = 15 + 16;  // 16 asks for gzip's header.
constexpr size_t kStepBytesLeast = 16 << 10;

Bytef* as_bytes(const char* text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text));  // zlib only reads the input.
}

std::string zstd(std::string_view bytes, int level) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(),
                              level < 0 ? ZSTD_CLEVEL_DEFAULT : level);
  check(ZSTD_isError(size) == 0);
  out.resize(size);
  return out;
}

std::string gzip(std::string_view bytes, int level) {
  z_stream stream{};
  int ready = deflateInit2(&stream, level, Z_DEFLATED, kGzipWindowBits, 8, Z_DEFAULT_STRATEGY);
  check(ready == Z_OK);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = as_bytes(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = as_bytes(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  int done = deflate(&stream, Z_FINISH);
  check(done == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Status damaged(std::string_view codec, std::string_view cause) {
  return Status(Code::kCorruption, "damaged " + std::string(codec) + ": " + std::string(cause));
}

}  // namespace

class Unpacker::Stream {
 public:
  virtual ~Stream() = default;
  virtual Result<size_t> unpack(std::string_view* packed, std::span<char> out) = 0;

  bool is_whole = false;  // At the end of a member or frame.
};

namespace {

class GunzipStream final : public Unpacker::Stream {
 public:
  GunzipStream() { check(inflateInit2(&stream_, kGzipWindowBits) == Z_OK); }
  GunzipStream(const GunzipStream&) = delete;
  GunzipStream& operator=(const GunzipStream&) = delete;
  ~GunzipStream() override { inflateEnd(&stream_); }

  Result<size_t> unpack(std::string_view* packed, std::span<char> out) override {
    constexpr size_t kMost = 1u << 30;  // What zlib's counters hold.
    size_t written = 0;
    while (written < out.size()) {
      if (is_whole && packed->empty()) break;
      if (is_whole) check(inflateReset(&stream_) == Z_OK);  // Another member follows.
      size_t given = std::min(packed->size(), kMost);
      size_t room = std::min(out.size() - written, kMost);
      stream_.next_in = as_bytes(packed->data());
      stream_.avail_in = static_cast<uInt>(given);
      stream_.next_out = as_bytes(out.data() + written);
      stream_.avail_out = static_cast<uInt>(room);
      int step = inflate(&stream_, Z_NO_FLUSH);
      bool moved = stream_.avail_in < given || stream_.avail_out < room;
      packed->remove_prefix(given - stream_.avail_in);
      written += room - stream_.avail_out;
      is_whole = step == Z_STREAM_END;
      if (is_whole || (step == Z_OK && moved)) continue;
      if (step == Z_BUF_ERROR && packed->empty()) break;
      return damaged("gzip", stream_.msg != nullptr ? stream_.msg : "no such format");
    }
    return written;
  }

 private:
  z_stream stream_{};
};

class UnzstdStream final : public Unpacker::Stream {
 public:
  UnzstdStream() : stream_(ZSTD_createDStream()) { check(stream_ != nullptr); }
  UnzstdStream(const UnzstdStream&) = delete;
  UnzstdStream& operator=(const UnzstdStream&) = delete;
  ~UnzstdStream() override { ZSTD_freeDStream(stream_); }

  Result<size_t> unpack(std::string_view* packed, std::span<char> out) override {
    ZSTD_inBuffer from{packed->data(), packed->size(), 0};
    ZSTD_outBuffer into{out.data(), out.size(), 0};
    while (into.pos < into.size) {
      size_t taken = from.pos, written = into.pos;
      size_t step = ZSTD_decompressStream(stream_, &into, &from);
      if (ZSTD_isError(step) != 0) return damaged("zstd", ZSTD_getErrorName(step));
      if (from.pos == taken && into.pos == written) break;
      is_whole = step == 0;
    }
    packed->remove_prefix(from.pos);
    return into.pos;
  }

 private:
  ZSTD_DStream* stream_;
};

}  // namespace

int level_max(Codec codec) { return codec == Codec::kGzip ? 9 : 19; }

std::string_view extension(Codec codec) { return codec == Codec::kGzip ? ".gz" : ".zst"; }

std::optional<Codec> codec_of_name(std::string_view key) {
  for (Codec codec : {Codec::kGzip, Codec::kZstd}) {
    if (key.ends_with(extension(codec))) return codec;
  }
  return std::nullopt;
}

std::string compress(const Compression& how, std::string_view bytes) {
  bool is_gzip = how.codec == Codec::kGzip;
  return is_gzip ? gzip(bytes, how.level) : zstd(bytes, how.level);
}

Result<std::string> decompress(Codec codec, std::string_view packed, uint64_t bytes_max) {
  Unpacker unpacker(codec);
  std::string out;
  while (true) {
    size_t begin = out.size();
    if (begin > bytes_max) {
      return Status(Code::kInvalidArgument,
                    "holds more than " + std::to_string(bytes_max) + " bytes unpacked");
    }
    uint64_t wanted = std::max({begin, packed.size() * 4, kStepBytesLeast});
    size_t room = std::min(wanted, bytes_max - begin + 1);
    out.resize(begin + room);
    TRY_ASSIGN(size_t written, unpacker.unpack(&packed, std::span(out).subspan(begin)));
    out.resize(begin + written);
    if (written == room) continue;
    TRY(unpacker.finish());
    return out;
  }
}

Unpacker::Unpacker(Codec codec) {
  if (codec == Codec::kGzip) {
    stream_ = std::make_unique<GunzipStream>();
  } else {
    stream_ = std::make_unique<UnzstdStream>();
  }
}

Unpacker::Unpacker(Unpacker&& other) noexcept = default;
Unpacker& Unpacker::operator=(Unpacker&& other) noexcept = default;
Unpacker::~Unpacker() = default;

Result<size_t> Unpacker::unpack(std::string_view* packed, std::span<char> out) {
  return stream_->unpack(packed, out);
}

Status Unpacker::finish() const {
  if (stream_->is_whole) return Status();
  return Status(Code::kCorruption, "damaged: packed bytes end in the middle");
}

}  // namespace pinflow
