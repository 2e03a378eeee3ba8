#include "gateway/kinesis/sequence_number.h"

#include "gateway/kinesis/wide_number.h"

namespace pinflow::gateway::kinesis {
namespace {

// The first number that is of version 1 or 2, and the one after the last.
constexpr WideNumber kFirst(uint64_t{1} << 57, 0, 0);
constexpr WideNumber kEnd(uint64_t{3} << 56, 0, 0);
// Of version 0: numbers of up to 129 bits, whose bit 124 may be left out.
constexpr WideNumber kOldTop(0, uint64_t{1} << 60, 0);
constexpr WideNumber kOldEnd(2, 0, 0);
constexpr uint64_t kSecondMask = (uint64_t{1} << 36) - 1;
constexpr int64_t kSecondEnd = 16'025'175'000;  // The service knows no later times.

// The 64 bits of `number` that begin `shift` bits above its lowest.
uint64_t bits_from(const WideNumber& number, int shift) {
  if (shift == 0) return number.low();
  if (shift < 64) return number.middle() << (64 - shift) | number.low() >> shift;
  if (shift == 64) return number.middle();
  if (shift < 128) return number.high() << (128 - shift) | number.middle() >> (shift - 64);
  return number.high() >> (shift - 128);
}

std::optional<SequenceNumber> of_version_0(const WideNumber& number) {
  SequenceNumber sequence;
  sequence.version = 0;
  sequence.shard_second = static_cast<int64_t>(bits_from(number, 88) & kSecondMask);
  sequence.shard_index = static_cast<int32_t>(number.low() & 0xffff);
  if (sequence.shard_second >= kSecondEnd) return std::nullopt;
  return sequence;
}

}  // namespace

std::string SequenceNumber::text() const {
  auto shard = static_cast<uint64_t>(shard_second) & kSecondMask;
  auto index = static_cast<uint64_t>(static_cast<uint32_t>(shard_index));
  auto place = static_cast<uint64_t>(position);
  auto record = static_cast<uint64_t>(record_second) & kSecondMask;
  // 188 bits: 4 + 36 + 4 | 64 | 8 + 36 + 32 + 4.
  uint64_t top = uint64_t{2} << 40 | shard << 4 | (index & 15);
  uint64_t high = top << 16 | place >> 48;
  uint64_t middle = place << 16 | record >> 28;
  uint64_t low = record << 36 | index << 4 | 2;
  return WideNumber(high, middle, low).decimal();
}

std::optional<SequenceNumber> parse_sequence_number(std::string_view text) {
  auto number = WideNumber::parse(text);
  if (!number) return std::nullopt;
  if (*number < kOldTop)
    *number = WideNumber(0, number->middle() | kOldTop.middle(), number->low());
  if (*number < kOldEnd) return of_version_0(*number);
  if (*number <= kFirst || *number >= kEnd) return std::nullopt;
  SequenceNumber sequence;
  sequence.version = static_cast<int>(number->low() & 15);
  sequence.shard_second = static_cast<int64_t>(bits_from(*number, 148) & kSecondMask);
  sequence.shard_index = static_cast<int32_t>(static_cast<uint32_t>(number->low() >> 4));
  if (sequence.version == 1) return sequence;
  if (sequence.version != 2 || sequence.shard_second >= kSecondEnd) return std::nullopt;
  sequence.position = static_cast<int64_t>(bits_from(*number, 80));
  sequence.record_second = static_cast<int64_t>(bits_from(*number, 36) & kSecondMask);
  if (sequence.position < 0) return std::nullopt;
  return sequence;
}

}  // namespace pinflow::gateway::kinesis
