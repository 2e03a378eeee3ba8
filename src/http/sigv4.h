// AWS Signature Version 4: what proves who sent a request, for those who send and those who check.
// Pure: no clock, no I/O. A sender signs and adds authorization(); who checks computes the same
// signature from what came and compares it in constant time.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "http/message.h"

namespace pinflow::http {

// What of a request is signed.
struct SignedParts {
  std::string_view method;
  std::string_view path;            // As sent, percent-encoded once.
  Fields query;                     // Decoded, in any order; without X-Amz-Signature.
  Fields headers;                   // Those that are signed, in any order: at least Host.
  std::string_view payload_sha256;  // Hex, or a literal such as "UNSIGNED-PAYLOAD".
  bool encode_path_again = true;    // All services but S3 sign the path encoded twice.
};

struct SigningScope {
  std::string date_time;  // "20150830T123600Z", as in X-Amz-Date.
  std::string region;
  std::string service;

  std::string text() const;  // "20150830/us-east-1/service/aws4_request"
};

// "20150830T123600Z"
std::string amz_date(UnixMillis time);

// "host;x-amz-date": sorted, lower case.
std::string signed_header_names(const Fields& headers);

// 64 hexadecimal digits.
std::string signature(const SignedParts& parts, const SigningScope& scope,
                      std::string_view secret_key);

// The value of the Authorization header.
std::string authorization(const SignedParts& parts, const SigningScope& scope,
                          std::string_view access_key, std::string_view secret_key);

}  // namespace pinflow::http
