#include "http/tls_context.h"

#include <string_view>

namespace pinflow::http {
namespace {

namespace ssl = boost::asio::ssl;

// As ALPN writes them: each name after its length. The client's best that we have is ours first.
constexpr std::string_view kProtocols = "\x02h2\x08http/1.1";

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  unsigned char* name = nullptr;
  int found = SSL_select_next_proto(
      &name, chosen_size, reinterpret_cast<const unsigned char*>(kProtocols.data()),
      static_cast<unsigned int>(kProtocols.size()), offered, offered_size);
  // A client that offers neither is served by HTTP/1.1, as one that offers nothing.
  if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_NOACK;
  *chosen = name;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

Result<ssl::context> open_tls_context(const std::string& certificate_file,
                                      const std::string& key_file) {
  if (certificate_file.empty() || key_file.empty()) {
    return Status(Code::kInvalidArgument, "tls: certificate and key are needed, one is missing");
  }
  ssl::context tls(ssl::context::tls_server);
  boost::system::error_code error;
  tls.set_options(
      ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1, error);
  tls.use_certificate_chain_file(certificate_file, error);
  if (error) {
    return Status(Code::kInvalidArgument,
                  "tls certificate: " + certificate_file + ": " + error.message());
  }
  tls.use_private_key_file(key_file, ssl::context::pem, error);
  if (error) return Status(Code::kInvalidArgument, "tls key: " + key_file + ": " + error.message());
  SSL_CTX_set_alpn_select_cb(tls.native_handle(), choose_protocol, nullptr);
  return tls;
}

}  // namespace pinflow::http
