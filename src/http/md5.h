// MD5, by which Kinesis spreads partition keys over shards and S3 checks customers' keys. It keeps
// no secret.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace pinflow::http {

using Md5 = std::array<uint8_t, 16>;

Md5 md5(std::string_view bytes);

}  // namespace pinflow::http
