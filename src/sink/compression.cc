#include "sink/compression.h"

#include <zlib.h>
#include <zstd.h>

#include "base/check.h"

namespace pinflow::sink {
namespace {

constexpr int kGzipWindowBits = 15 + 16;  // 16 asks for gzip's header.

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

std::string unzstd(std::string_view bytes) {
  uint64_t size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR) return "";
  std::string out(size, '\0');
  size_t read = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  return ZSTD_isError(read) ? "" : out;
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

std::string gunzip(std::string_view bytes) {
  z_stream stream{};
  check(inflateInit2(&stream, kGzipWindowBits) == Z_OK);
  stream.next_in = as_bytes(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  int step = Z_OK;
  while (step == Z_OK) {
    char buffer[1 << 14];
    stream.next_out = as_bytes(buffer);
    stream.avail_out = sizeof buffer;
    step = inflate(&stream, Z_NO_FLUSH);
    out.append(buffer, sizeof buffer - stream.avail_out);
  }
  inflateEnd(&stream);
  return step == Z_STREAM_END ? out : "";
}

}  // namespace

int level_max(Compression::Codec codec) { return codec == Compression::Codec::kGzip ? 9 : 19; }

std::string_view extension(Compression::Codec codec) {
  return codec == Compression::Codec::kGzip ? ".gz" : ".zst";
}

std::string compress(const Compression& how, std::string_view bytes) {
  bool is_gzip = how.codec == Compression::Codec::kGzip;
  return is_gzip ? gzip(bytes, how.level) : zstd(bytes, how.level);
}

std::string decompress(Compression::Codec codec, std::string_view bytes) {
  return codec == Compression::Codec::kGzip ? gunzip(bytes) : unzstd(bytes);
}

}  // namespace pinflow::sink
