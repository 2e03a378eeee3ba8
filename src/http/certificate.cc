#include "http/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>

#include "base/file.h"

namespace pinflow::http {
namespace {

template <class Type, void (*free)(Type*)>
struct Free {
  void operator()(Type* object) const { free(object); }
};
using X509Pointer = std::unique_ptr<X509, Free<X509, X509_free>>;
using KeyPointer = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY, EVP_PKEY_free>>;
using BioPointer = std::unique_ptr<BIO, Free<BIO, BIO_free_all>>;

// Nobody is asked for a passphrase.
int no_passphrase(char*, int, int, void*) { return -1; }

Result<X509Pointer> read_x509(const std::string& file) {
  TRY_ASSIGN(const std::string text, read_file(file));
  BioPointer bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  X509Pointer certificate(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr));
  if (certificate == nullptr) return Status(Code::kInvalidArgument, file + ": no certificate");
  return certificate;
}

UnixMillis to_millis(const ASN1_TIME* time) {
  std::tm parts = {};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return UnixMillis{};
  return UnixMillis{std::chrono::seconds(::timegm(&parts))};
}

}  // namespace

Result<Certificate> read_certificate(const std::string& file) {
  TRY_ASSIGN(const X509Pointer certificate, read_x509(file));
  return Certificate{to_millis(X509_get0_notBefore(certificate.get())),
                     to_millis(X509_get0_notAfter(certificate.get()))};
}

Status check_certificate_key(const std::string& certificate_file, const std::string& key_file) {
  TRY_ASSIGN(const X509Pointer certificate, read_x509(certificate_file));
  TRY_ASSIGN(const std::string text, read_file(key_file));
  BioPointer bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  KeyPointer key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (key == nullptr) {
    return Status(Code::kInvalidArgument, key_file + ": no private key, or one with a passphrase");
  }
  if (X509_check_private_key(certificate.get(), key.get()) == 1) return Status();
  return Status(Code::kInvalidArgument, key_file + ": not the key of " + certificate_file);
}

}  // namespace pinflow::http
