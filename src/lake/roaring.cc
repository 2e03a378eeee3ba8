#include "lake/roaring.h"

#include <string>

namespace pinflow::lake {
namespace {

constexpr uint64_t kArrayMagic = 1681511377;
constexpr uint64_t kCookieWithoutRuns = 12346, kCookieWithRuns = 12347;
constexpr uint64_t kOffsetsFromContainers = 4;  // Fewer have none, where there are runs.
constexpr size_t kArrayCardinalityMax = 4096;
constexpr size_t kBitmapWords = 1024;

Status damaged_bitmap(std::string_view what) {
  return Status(Code::kCorruption, "bitmap: " + std::string(what));
}

// Takes little-endian numbers off the front of the bytes.
class Numbers {
 public:
  explicit Numbers(std::string_view bytes) : bytes_(bytes) {}

  bool has(size_t size_bytes) const { return bytes_.size() >= size_bytes; }
  void skip(size_t size_bytes) { bytes_.remove_prefix(size_bytes); }

  // The caller has asked has().
  uint64_t take(size_t size_bytes) {
    uint64_t number = 0;
    for (size_t i = size_bytes; i-- > 0;) number = number << 8 | static_cast<uint8_t>(bytes_[i]);
    bytes_.remove_prefix(size_bytes);
    return number;
  }

 private:
  std::string_view bytes_;
};

// The numbers of one container all begin with `high`.
struct Container {
  uint64_t high = 0;
  size_t cardinality = 0;
  bool is_runs = false;
};

bool decode_runs(const Container& container, Numbers* numbers, std::vector<uint64_t>* into) {
  if (!numbers->has(2)) return false;
  size_t count = numbers->take(2);
  if (!numbers->has(4 * count)) return false;
  for (; count > 0; --count) {
    uint64_t first = numbers->take(2), more = numbers->take(2);
    for (uint64_t low = first; low <= first + more; ++low) into->push_back(container.high | low);
  }
  return true;
}

bool decode_bits(const Container& container, Numbers* numbers, std::vector<uint64_t>* into) {
  if (!numbers->has(8 * kBitmapWords)) return false;
  for (uint64_t word = 0; word < kBitmapWords; ++word) {
    uint64_t bits = numbers->take(8);
    for (uint64_t bit = 0; bit < 64; ++bit) {
      if ((bits >> bit & 1) != 0) into->push_back(container.high | (64 * word + bit));
    }
  }
  return true;
}

bool decode_container(const Container& container, Numbers* numbers, std::vector<uint64_t>* into) {
  if (container.is_runs) return decode_runs(container, numbers, into);
  if (container.cardinality > kArrayCardinalityMax) return decode_bits(container, numbers, into);
  if (!numbers->has(2 * container.cardinality)) return false;
  for (size_t i = 0; i < container.cardinality; ++i) {
    into->push_back(container.high | numbers->take(2));
  }
  return true;
}

// What stands before the containers of a bitmap: their count, which are runs, keys and sizes.
Result<std::vector<Container>> decode_header(uint64_t high, Numbers* numbers) {
  const Status too_short = damaged_bitmap("it ends too soon");
  if (!numbers->has(4)) return too_short;
  uint64_t cookie = numbers->take(4), count = 0;
  bool may_have_runs = (cookie & 0xffff) == kCookieWithRuns;
  std::string run_flags;
  if (may_have_runs) {
    count = (cookie >> 16) + 1;
    if (!numbers->has((count + 7) / 8)) return too_short;
    for (uint64_t i = 0; i < (count + 7) / 8; ++i) run_flags += static_cast<char>(numbers->take(1));
  } else if (cookie == kCookieWithoutRuns) {
    if (!numbers->has(4)) return too_short;
    count = numbers->take(4);
  } else {
    return damaged_bitmap("its format is not known");
  }
  if (count > 65536 || !numbers->has(4 * count)) return too_short;
  std::vector<Container> containers(count);
  for (size_t i = 0; i < count; ++i) {
    containers[i].high = high << 32 | numbers->take(2) << 16;
    containers[i].cardinality = numbers->take(2) + 1;
    containers[i].is_runs = may_have_runs && (run_flags[i / 8] >> i % 8 & 1) != 0;
  }
  if (!may_have_runs || count >= kOffsetsFromContainers) {
    if (!numbers->has(4 * count)) return too_short;
    numbers->skip(4 * count);  // The containers follow each other.
  }
  return containers;
}

}  // namespace

Result<std::vector<uint64_t>> decode_roaring_array(std::string_view bytes) {
  Numbers numbers(bytes);
  if (!numbers.has(12)) return damaged_bitmap("it ends too soon");
  if (numbers.take(4) != kArrayMagic) return damaged_bitmap("its format is not known");
  std::vector<uint64_t> rows;
  for (uint64_t left = numbers.take(8); left > 0; --left) {
    if (!numbers.has(4)) return damaged_bitmap("it ends too soon");
    uint64_t high = numbers.take(4);
    TRY_ASSIGN(std::vector<Container> containers, decode_header(high, &numbers));
    for (const Container& container : containers) {
      if (!decode_container(container, &numbers, &rows)) return damaged_bitmap("it ends too soon");
    }
  }
  return rows;
}

}  // namespace pinflow::lake
