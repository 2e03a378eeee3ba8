// Any bytes are bitmaps or are refused; of few bytes no more numbers come than they can name.
#include "base/check.h"
#include "lake/roaring.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pinflow;
  auto rows = lake::decode_roaring_array({reinterpret_cast<const char*>(data), size});
  check(rows.ok() ? rows->size() <= size * 65536 / 4 : rows.status().code() == Code::kCorruption);
  return 0;
}
