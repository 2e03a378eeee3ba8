// Base64 (RFC 4648), as the REST Proxy, Kinesis and S3's headers carry bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pinflow {

// Nothing when `text` is not Base64 with its padding.
std::optional<std::string> base64_decode(std::string_view text);
std::string base64_encode(std::string_view bytes);

// The same without memory of their own.
constexpr size_t base64_bytes_max(size_t text_size) { return text_size / 4 * 3; }
// `bytes` has base64_bytes_max(text.size()). Returns how many there are.
std::optional<size_t> base64_decode_into(std::string_view text, std::span<char> bytes);
void append_base64(std::string_view bytes, std::string* text);

}  // namespace pinflow
