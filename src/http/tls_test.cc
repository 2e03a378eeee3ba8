// Server and client over TLS, with a certificate that the test makes for itself.
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>

#include "base/check.h"
#include "http/client.h"
#include "http/server.h"

namespace pinflow::http {
namespace {

struct CertificateFiles {
  std::string certificate;
  std::string key;
};

// A certificate for 127.0.0.1 that vouches for itself.
CertificateFiles make_certificate(const std::string& folder_prefix) {
  CertificateFiles files{folder_prefix + "certificate.pem", folder_prefix + "key.pem"};
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("pinflow test"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_EXTENSION* address =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
  X509_add_ext(certificate, address, -1);
  check(X509_sign(certificate, key, EVP_sha256()) > 0);
  std::FILE* file = std::fopen(files.certificate.c_str(), "w");
  check(file && PEM_write_X509(file, certificate) == 1 && std::fclose(file) == 0);
  file = std::fopen(files.key.c_str(), "w");
  check(file && PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
        std::fclose(file) == 0);
  X509_EXTENSION_free(address);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return files;
}

class TlsTest : public testing::Test {
 protected:
  TlsTest() {
    const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
    files_ = make_certificate(testing::TempDir() + "tls_" + test->name() + "_");
    router_.add("POST", "/echo", [](const Request& request) -> Task<Response> {
      co_return Response::json(200, (request.is_tls ? "tls " : "plain ") + request.body);
    });
    ServerOptions options;
    options.port = 0;
    options.tls_certificate_file = files_.certificate;
    options.tls_key_file = files_.key;
    server_ = std::move(*start_server(options, router_));
  }
  std::unique_ptr<Client> client() const {
    return open_client({"https", "127.0.0.1", server_->port(), ""});
  }

  CertificateFiles files_;
  Router router_;
  std::unique_ptr<Server> server_;
};

TEST_F(TlsTest, ServesWhoTrustsItsCertificate) {
  ::setenv("SSL_CERT_FILE", files_.certificate.c_str(), 1);
  auto own = client();
  std::string body(300'000, 'x');
  for (int i = 0; i < 3; ++i) {
    auto response = own->send("POST", "/echo", {}, body);
    ASSERT_TRUE(response.ok()) << response.status().message();
    EXPECT_EQ(response->body, "tls " + body);
  }
  EXPECT_EQ(server_->connection_count(), 1);
  ::unsetenv("SSL_CERT_FILE");
}

TEST_F(TlsTest, ClientRefusesACertificateThatNobodyVouchesFor) {
  auto response = client()->send("POST", "/echo", {}, "secret");
  EXPECT_EQ(response.status().code(), Code::kUnavailable);
  EXPECT_NE(response.status().message().find("certificate"), std::string::npos)
      << response.status().message();
}

TEST_F(TlsTest, PlainClientIsNotServed) {
  auto response =
      open_client({"http", "127.0.0.1", server_->port(), ""})->send("POST", "/echo", {}, "secret");
  EXPECT_EQ(response.status().code(), Code::kUnavailable);
}

}  // namespace
}  // namespace pinflow::http
