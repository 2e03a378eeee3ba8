// gzip(): a whole object compressed. The same bytes always give the same bytes.
#pragma once

#include <string>
#include <string_view>

namespace pinflow::sink {

// `level` from 1 (quick) to 9 (small), 0 (none at all), or -1: zlib's own choice.
std::string gzip(std::string_view bytes, int level);
// Back, for tests and for objects that are met again. "" where it is no gzip.
std::string gunzip(std::string_view bytes);

}  // namespace pinflow::sink
