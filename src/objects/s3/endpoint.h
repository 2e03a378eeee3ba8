// Endpoint: where a bucket is, in path style (http://host/bucket/key) or in virtual-host style
// (http://bucket.host/key).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace pinflow::objects {

enum class AddressStyle { kPath, kVirtualHost };

struct Endpoint {
  std::string scheme;
  std::string host;    // As the Host header says it: with the port where it is not the default.
  std::string prefix;  // In front of each path: "/bucket", or "".

  // "/bucket/a%20b": what is sent and signed; `key` "" is the bucket itself.
  std::string path(std::string_view key) const;
  std::string url(std::string_view path, const http::Fields& query) const;
};

// `address` "" is AWS's of the region. Errors: kInvalidArgument.
Result<Endpoint> endpoint_of(std::string_view address, std::string_view region,
                             std::string_view bucket, AddressStyle style);

}  // namespace pinflow::objects
