#include "gateway/kinesis/cbor.h"

#include <bit>
#include <cmath>

namespace pinflow::gateway::kinesis::cbor {
namespace {

constexpr uint8_t kOneByteFollows = 24;  // 25: two, 26: four, 27: eight.
constexpr uint8_t kEightBytesFollow = 27;
constexpr uint8_t kIndefinite = 31;

double half_precision(uint64_t bits) {
  int exponent = static_cast<int>(bits >> 10 & 31);
  auto fraction = static_cast<double>(bits & 1023);
  double magnitude = exponent == 0    ? std::ldexp(fraction, -24)
                     : exponent == 31 ? (fraction == 0 ? HUGE_VAL : std::nan(""))
                                      : std::ldexp(fraction + 1024, exponent - 25);
  return bits >> 15 ? -magnitude : magnitude;
}

bool may_be_indefinite(Major major) {
  return major == Major::kBytes || major == Major::kText || major == Major::kArray ||
         major == Major::kMap || major == Major::kSimple;
}

}  // namespace

std::optional<Head> take_head(std::string_view* bytes) {
  if (bytes->empty()) return std::nullopt;
  auto first = static_cast<uint8_t>(bytes->front());
  bytes->remove_prefix(1);
  Head head{static_cast<Major>(first >> 5), static_cast<uint8_t>(first & 31), 0, false};
  if (head.info < kOneByteFollows) {
    head.argument = head.info;
  } else if (head.info <= kEightBytesFollow) {
    size_t size_bytes = size_t{1} << (head.info - kOneByteFollows);
    if (bytes->size() < size_bytes) return std::nullopt;
    for (char byte : bytes->substr(0, size_bytes)) {
      head.argument = head.argument << 8 | static_cast<uint8_t>(byte);
    }
    bytes->remove_prefix(size_bytes);
  } else if (head.info == kIndefinite && may_be_indefinite(head.major)) {
    head.is_indefinite = true;
  } else {
    return std::nullopt;
  }
  return head;
}

double float_of(const Head& head) {
  if (head.info == 25) return half_precision(head.argument);
  if (head.info == 26) return std::bit_cast<float>(static_cast<uint32_t>(head.argument));
  return std::bit_cast<double>(head.argument);
}

void append_head(Major major, uint64_t argument, std::string* out) {
  auto first = static_cast<uint8_t>(static_cast<uint8_t>(major) << 5);
  if (argument < kOneByteFollows) {
    *out += static_cast<char>(first | argument);
    return;
  }
  int size_log = argument <= 0xff ? 0 : argument <= 0xffff ? 1 : argument <= 0xffffffff ? 2 : 3;
  *out += static_cast<char>(first | (kOneByteFollows + size_log));
  for (int shift = (8 << size_log) - 8; shift >= 0; shift -= 8) {
    *out += static_cast<char>(argument >> shift);
  }
}

void append_integer(int64_t number, std::string* out) {
  if (number >= 0) return append_head(Major::kUnsigned, static_cast<uint64_t>(number), out);
  append_head(Major::kNegative, ~static_cast<uint64_t>(number), out);
}

void append_text(std::string_view text, std::string* out) {
  append_head(Major::kText, text.size(), out);
  out->append(text);
}

void append_bytes(std::string_view bytes, std::string* out) {
  append_head(Major::kBytes, bytes.size(), out);
  out->append(bytes);
}

}  // namespace pinflow::gateway::kinesis::cbor
