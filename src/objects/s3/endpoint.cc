#include "objects/s3/endpoint.h"

#include <algorithm>

#include "http/target.h"
#include "http/url.h"

namespace pinflow::objects {

std::string Endpoint::path(std::string_view key) const {
  std::string path = prefix + "/";
  for (size_t begin = 0; begin < key.size();) {
    size_t end = std::min(key.find('/', begin), key.size());
    path += http::percent_encode(key.substr(begin, end - begin));
    if (end < key.size()) path += '/';
    begin = end + 1;
  }
  return path;
}

std::string Endpoint::url(std::string_view path, const http::Fields& query) const {
  std::string url = scheme + "://" + host + std::string(path);
  char separator = '?';
  for (const auto& [name, value] : query) {
    url += separator + http::percent_encode(name) + "=" + http::percent_encode(value);
    separator = '&';
  }
  return url;
}

Result<Endpoint> endpoint_of(std::string_view address, std::string_view region,
                             std::string_view bucket, AddressStyle style) {
  std::string aws = "https://s3." + std::string(region) + ".amazonaws.com";
  Result<http::Url> url = http::parse_url(address.empty() ? std::string_view(aws) : address);
  if (!url.ok()) return url.status().with_context("S3 endpoint");
  if (!url->path.empty()) {
    return Status(Code::kInvalidArgument, "S3 endpoint: " + std::string(address) +
                                              ": has a path; give scheme, host and port only");
  }
  Endpoint endpoint{url->scheme, http::authority(*url), ""};
  if (style == AddressStyle::kPath || bucket.empty())
    endpoint.prefix = bucket.empty() ? "" : "/" + std::string(bucket);
  else
    endpoint.host.insert(0, std::string(bucket) + ".");
  return endpoint;
}

}  // namespace pinflow::objects
