// compress(): a whole object compressed. The same bytes always give the same bytes.
#pragma once

#include <string>
#include <string_view>

namespace pinflow::sink {

struct Compression {
  enum class Codec { kGzip, kZstd };
  Codec codec = Codec::kGzip;
  // From 1 (quick) to level_max(), of gzip also 0 (none at all), or -1: the codec's own choice.
  int level = -1;
};

// 9 for gzip; 19 for zstd, whose levels above take more memory than a connector has.
int level_max(Compression::Codec codec);
std::string_view extension(Compression::Codec codec);  // ".gz"

std::string compress(const Compression& how, std::string_view bytes);
// Back, for tests and for objects that are met again. "" where it is not of that codec.
std::string decompress(Compression::Codec codec, std::string_view bytes);

}  // namespace pinflow::sink
