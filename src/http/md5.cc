#include "http/md5.h"

#include <openssl/evp.h>

#include "base/check.h"

namespace pinflow::http {

Md5 md5(std::string_view bytes) {
  // Looked up once: EVP_md5() would be looked up again for each digest.
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "MD5", nullptr);
  check(algorithm != nullptr);
  Md5 digest;
  unsigned size = 0;
  check(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm, nullptr) == 1);
  return digest;
}

}  // namespace pinflow::http
