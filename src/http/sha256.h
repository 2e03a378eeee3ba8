// SHA-256, in which API keys are kept and S3 requests signed.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace pinflow::http {

using Sha256 = std::array<uint8_t, 32>;

Sha256 sha256(std::string_view bytes);
Sha256 hmac_sha256(std::string_view key, std::string_view bytes);

// Lower-case hexadecimal, two letters a byte.
std::string to_hex(const Sha256& digest);

// Compares in a time that does not depend on where the texts differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace pinflow::http
