#include "http/self_signed.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <memory>

#include "base/file.h"

namespace pinflow::http {
namespace {

constexpr long kSecondsOfADay = 24 * 60 * 60;
constexpr long kValidDays = 397;  // Browsers take no more.
constexpr long kRenewDays = 30;

template <auto free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Bytes = std::unique_ptr<BIO, Freed<BIO_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

std::string text_of(BIO* bytes) {
  char* begin = nullptr;
  long size = BIO_get_mem_data(bytes, &begin);
  return {begin, static_cast<size_t>(size)};
}

// "DNS:localhost,IP:127.0.0.1,IP:::1,DNS:…".
std::string alternative_names(const std::vector<std::string>& names) {
  std::string text = "DNS:localhost,IP:127.0.0.1,IP:::1";
  for (const std::string& name : names) {
    if (name != "*") text += ",DNS:" + name;
  }
  return text;
}

Certificate make_certificate(EVP_PKEY* key, const std::string& names) {
  Certificate certificate(X509_new());
  uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kSecondsOfADay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kValidDays * kSecondsOfADay);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("pinflow"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_set_pubkey(certificate.get(), key);
  const std::pair<int, const char*> kExtensions[] = {{NID_subject_alt_name, names.c_str()},
                                                     {NID_basic_constraints, "critical,CA:TRUE"}};
  for (const auto& [kind, value] : kExtensions) {
    Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value));
    if (!extension) return nullptr;
    X509_add_ext(certificate.get(), extension.get(), -1);
  }
  return X509_sign(certificate.get(), key, EVP_sha256()) > 0 ? std::move(certificate) : nullptr;
}

// Whether the certificate in the file will do for a while yet.
bool is_valid(const std::filesystem::path& path) {
  auto pem = read_file(path);
  if (!pem.ok()) return false;
  Bytes bytes(BIO_new_mem_buf(pem->data(), static_cast<int>(pem->size())));
  Certificate certificate(PEM_read_bio_X509(bytes.get(), nullptr, nullptr, nullptr));
  if (!certificate) return false;
  time_t least = time(nullptr) + kRenewDays * kSecondsOfADay;
  return X509_cmp_time(X509_get0_notAfter(certificate.get()), &least) > 0;
}

Status write_new(const CertificateFiles& files, const std::string& names) {
  Key key(EVP_EC_gen("P-256"));
  Certificate certificate = key ? make_certificate(key.get(), names) : nullptr;
  Bytes key_pem(BIO_new(BIO_s_mem()));
  Bytes certificate_pem(BIO_new(BIO_s_mem()));
  bool is_written =
      certificate &&
      PEM_write_bio_PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) &&
      PEM_write_bio_X509(certificate_pem.get(), certificate.get());
  if (!is_written) return Status(Code::kUnavailable, "self-signed certificate: cannot be made");
  // The folder is closed to others before the key is in it.
  std::error_code error;
  std::filesystem::permissions(files.key.parent_path(), std::filesystem::perms::owner_all, error);
  if (error) return Status(Code::kUnavailable, "self-signed certificate: " + error.message());
  TRY(replace_file(files.key, text_of(key_pem.get())));
  return replace_file(files.certificate, text_of(certificate_pem.get()));
}

}  // namespace

Result<CertificateFiles> self_signed_certificate(const std::filesystem::path& folder,
                                                 const std::vector<std::string>& names) {
  CertificateFiles files{folder / "self-signed.crt", folder / "self-signed.key"};
  const std::filesystem::path made_for = folder / "self-signed.names";
  const std::string wanted = alternative_names(names);
  auto present = read_file(made_for);
  bool is_good = present.ok() && *present == wanted && is_valid(files.certificate) &&
                 std::filesystem::exists(files.key);
  if (is_good) return files;
  TRY(create_directories_durably(folder));
  TRY(write_new(files, wanted));
  TRY(replace_file(made_for, wanted));
  return files;
}

}  // namespace pinflow::http
