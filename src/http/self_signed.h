// self_signed_certificate(): a certificate for HTTPS where nobody gave one.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace pinflow::http {

struct CertificateFiles {
  std::filesystem::path certificate;  // PEM, as is the key.
  std::filesystem::path key;          // Only its owner may read it.
};

// The certificate in `folder`, for localhost, its addresses and these names; made anew when there
// is none, it is for other names, or it ends within a month. Clients must be told to trust it.
// Errors: kUnavailable.
Result<CertificateFiles> self_signed_certificate(const std::filesystem::path& folder,
                                                 const std::vector<std::string>& names);

}  // namespace pinflow::http
