// Roaring bitmaps, as deletion vectors hold them. Debian's CRoaring prints to stderr on damaged
// bytes and trusts some of their counts, and reading is all that is needed.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pinflow::lake {

// A RoaringBitmapArray in the portable format: bitmaps of 32-bit numbers, each after its upper 32
// bits. The numbers come in the order of the bytes, which is ascending in what others write.
// Sources: github.com/RoaringBitmap/RoaringFormatSpec; delta-io/delta, PROTOCOL.md, "Deletion
// Vector Format".
// Errors: kCorruption: it ends too soon, or is of another format.
Result<std::vector<uint64_t>> decode_roaring_array(std::string_view bytes);

}  // namespace pinflow::lake
