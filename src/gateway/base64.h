// Base64 (RFC 4648) as the binary format of the REST Proxy and Kinesis carry bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pinflow::gateway {

// Nothing when `text` is not Base64 with its padding.
std::optional<std::string> base64_decode(std::string_view text);
std::string base64_encode(std::string_view bytes);

}  // namespace pinflow::gateway
