// Credentials: an access key of AWS or of any S3 server.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"

namespace pinflow::objects {

struct Credentials {
  std::string access_key;
  std::string secret_key;
  std::string session_token;  // "" where the key needs none.
  std::optional<UnixMillis> expires_at{};

  bool empty() const { return access_key.empty(); }
};

}  // namespace pinflow::objects
