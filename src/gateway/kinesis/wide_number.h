// WideNumber: unsigned numbers of 192 bits, which hold hash keys (128 bits) and sequence numbers
// (186 bits); the protocol writes both in decimal.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pinflow::gateway::kinesis {

class WideNumber {
 public:
  constexpr WideNumber() = default;
  constexpr explicit WideNumber(uint64_t number) : words_{0, 0, number} {}
  constexpr WideNumber(uint64_t high, uint64_t middle, uint64_t low) : words_{high, middle, low} {}

  // Nothing for other text than decimal digits, and for numbers of more than 192 bits.
  static std::optional<WideNumber> parse(std::string_view decimal);
  std::string decimal() const;

  constexpr uint64_t high() const { return words_[0]; }
  constexpr uint64_t middle() const { return words_[1]; }
  constexpr uint64_t low() const { return words_[2]; }

  auto operator<=>(const WideNumber&) const = default;
  // Both wrap around.
  WideNumber operator+(uint64_t number) const;
  WideNumber operator-(uint64_t number) const;

  // this * factor + addend, or nothing when that has more than 192 bits.
  std::optional<WideNumber> times_plus(uint32_t factor, uint32_t addend) const;
  WideNumber divided_by(uint32_t divisor, uint32_t* remainder) const;

 private:
  std::array<uint64_t, 3> words_{};  // The most significant one first.
};

}  // namespace pinflow::gateway::kinesis
