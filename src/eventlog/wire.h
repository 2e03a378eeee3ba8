// Numbers as Kafka writes them: big-endian integers and zigzag varints.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace pinflow::eventlog {

static_assert(std::endian::native == std::endian::little, "big_endian() would have to do nothing");

template <std::integral T>
constexpr T big_endian(T value) {
  if constexpr (sizeof(T) == 2) return static_cast<T>(__builtin_bswap16(value));
  if constexpr (sizeof(T) == 4) return static_cast<T>(__builtin_bswap32(value));
  if constexpr (sizeof(T) == 8) return static_cast<T>(__builtin_bswap64(value));
  static_assert(sizeof(T) == 1 || sizeof(T) == 2 || sizeof(T) == 4 || sizeof(T) == 8);
  return value;
}

// The caller knows that the bytes are there.
template <std::integral T>
void store(T value, char* at) {
  value = big_endian(value);
  std::memcpy(at, &value, sizeof value);
}

template <std::integral T>
T load(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return big_endian(value);
}

template <std::integral T>
void put(T value, std::string* out) {
  char bytes[sizeof value];
  store(value, bytes);
  out->append(bytes, sizeof bytes);
}

constexpr uint64_t zigzag(int64_t value) {
  return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
}

constexpr size_t varint_bytes(int64_t value) {
  return (static_cast<size_t>(std::bit_width(zigzag(value) | 1)) + 6) / 7;
}

inline void put_varint(int64_t value, std::string* out) {
  uint64_t left = zigzag(value);
  for (; left >= 0x80; left >>= 7) out->push_back(static_cast<char>(left | 0x80));
  out->push_back(static_cast<char>(left));
}

// Takes a varint off the front; nothing when it is cut short or longer than 64 bits.
inline std::optional<int64_t> take_varint(std::string_view* bytes) {
  uint64_t value = 0;
  for (size_t index = 0; index < bytes->size() && index < 10; ++index) {
    uint64_t byte = static_cast<unsigned char>((*bytes)[index]);
    value |= (byte & 0x7f) << (7 * index);
    if (byte >= 0x80) continue;
    bytes->remove_prefix(index + 1);
    return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
  }
  return std::nullopt;
}

// Takes a length as a varint and as many bytes off the front: the outer optional is empty when
// they are not there, the inner one when the length is -1, Kafka's null.
inline std::optional<std::optional<std::string_view>> take_sized(std::string_view* bytes) {
  std::optional<int64_t> size = take_varint(bytes);
  if (!size || *size < -1 || *size > static_cast<int64_t>(bytes->size())) return std::nullopt;
  if (*size == -1) return std::optional<std::string_view>();
  std::string_view taken = bytes->substr(0, static_cast<size_t>(*size));
  bytes->remove_prefix(taken.size());
  return std::optional<std::string_view>(taken);
}

}  // namespace pinflow::eventlog
