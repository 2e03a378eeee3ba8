#include "gateway/kinesis/wide_number.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr uint32_t kChunk = 1'000'000'000;
constexpr size_t kChunkDigits = 9;
constexpr size_t kChunksMax = 7;  // A number of 192 bits has 58 digits at most.
constexpr uint64_t kLowHalf = 0xffffffff;

}  // namespace

std::optional<WideNumber> WideNumber::parse(std::string_view decimal) {
  if (decimal.empty()) return std::nullopt;
  WideNumber number;
  for (char digit : decimal) {
    if (digit < '0' || digit > '9') return std::nullopt;
    auto next = number.times_plus(10, static_cast<uint32_t>(digit - '0'));
    if (!next) return std::nullopt;
    number = *next;
  }
  return number;
}

std::string WideNumber::decimal() const {
  std::array<char, kChunkDigits * kChunksMax> digits;  // Filled from its end.
  size_t first = digits.size();
  WideNumber rest = *this;
  do {
    uint32_t chunk = 0;
    rest = rest.divided_by(kChunk, &chunk);
    for (size_t i = 0; i < kChunkDigits; ++i, chunk /= 10) {
      digits[--first] = static_cast<char>('0' + chunk % 10);
    }
  } while (rest > WideNumber());
  while (first + 1 < digits.size() && digits[first] == '0') ++first;
  return {digits.data() + first, digits.size() - first};
}

WideNumber WideNumber::operator+(uint64_t number) const {
  WideNumber sum = *this;
  sum.words_[2] += number;
  bool carries = sum.words_[2] < number;
  for (size_t i = 2; carries && i-- > 0;) carries = ++sum.words_[i] == 0;
  return sum;
}

WideNumber WideNumber::operator-(uint64_t number) const {
  WideNumber difference = *this;
  bool borrows = difference.words_[2] < number;
  difference.words_[2] -= number;
  for (size_t i = 2; borrows && i-- > 0;) borrows = difference.words_[i]-- == 0;
  return difference;
}

std::optional<WideNumber> WideNumber::times_plus(uint32_t factor, uint32_t addend) const {
  WideNumber product;
  uint64_t carry = addend;
  for (size_t i = 3; i-- > 0;) {
    uint64_t low = (words_[i] & kLowHalf) * factor + carry;
    uint64_t high = (words_[i] >> 32) * factor + (low >> 32);
    product.words_[i] = high << 32 | (low & kLowHalf);
    carry = high >> 32;
  }
  if (carry != 0) return std::nullopt;
  return product;
}

WideNumber WideNumber::divided_by(uint32_t divisor, uint32_t* remainder) const {
  WideNumber quotient;
  uint64_t rest = 0;
  for (size_t i = 0; i < 3; ++i) {
    uint64_t high = rest << 32 | words_[i] >> 32;
    uint64_t low = high % divisor << 32 | (words_[i] & kLowHalf);
    quotient.words_[i] = high / divisor << 32 | low / divisor;
    rest = low % divisor;
  }
  *remainder = static_cast<uint32_t>(rest);
  return quotient;
}

}  // namespace pinflow::gateway::kinesis
