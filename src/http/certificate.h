// read_certificate(): what a certificate in a PEM file says, for checks before it is used.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace pinflow::http {

struct Certificate {
  UnixMillis valid_from{};
  UnixMillis valid_until{};
};

// The file's first one. Errors: kNotFound; kDenied; kInvalidArgument: it holds none.
Result<Certificate> read_certificate(const std::string& file);

// Whether the private key is the certificate's.
// Errors: as read_certificate(); kInvalidArgument: it is not, or is none.
Status check_certificate_key(const std::string& certificate_file, const std::string& key_file);

}  // namespace pinflow::http
