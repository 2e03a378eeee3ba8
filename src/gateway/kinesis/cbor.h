// CBOR (RFC 8949): the heads of its items, as far as Kinesis needs them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pinflow::gateway::kinesis::cbor {

enum class Major : uint8_t {
  kUnsigned = 0,
  kNegative = 1,  // -1 - argument.
  kBytes = 2,
  kText = 3,
  kArray = 4,
  kMap = 5,
  kTag = 6,
  kSimple = 7,  // false, true, null, floats, break.
};

inline constexpr uint64_t kTimeTag = 1;
inline constexpr char kBeginArray = '\x9f';  // Of indefinite length, up to kBreak.
inline constexpr char kBeginMap = '\xbf';
inline constexpr char kFalse = '\xf4';
inline constexpr char kTrue = '\xf5';
inline constexpr char kNull = '\xf6';
inline constexpr char kBreak = '\xff';

struct Head {
  Major major{};
  uint8_t info = 0;       // 20 false, 21 true, 22 null, 25 to 27 floats in kSimple.
  uint64_t argument = 0;  // A number, a length, a count, a tag; the bits of a float.
  bool is_indefinite = false;
  bool is_break() const { return major == Major::kSimple && is_indefinite; }
};

// Takes a head off the front of `bytes`; nothing when it is cut short or not well-formed.
std::optional<Head> take_head(std::string_view* bytes);

// The number that a head of kSimple with info 25, 26 or 27 stands for.
double float_of(const Head& head);

void append_head(Major major, uint64_t argument, std::string* out);
void append_integer(int64_t number, std::string* out);
void append_text(std::string_view text, std::string* out);
void append_bytes(std::string_view bytes, std::string* out);

}  // namespace pinflow::gateway::kinesis::cbor
