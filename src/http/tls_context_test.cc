#include "http/tls_context.h"

#include <gtest/gtest.h>

#include <fstream>

#include "http/self_signed.h"

namespace pinflow::http {
namespace {

class TlsContextTest : public testing::Test {
 protected:
  TlsContextTest() : folder_(testing::TempDir() + "tls_context_" + test_name()) {
    files_ = *self_signed_certificate(folder_, {});
  }
  static std::string test_name() {
    return testing::UnitTest::GetInstance()->current_test_info()->name();
  }

  // What a client that offers `protocols`, each after its length, is served by. The handshake
  // runs in memory.
  std::string chosen(std::string_view protocols) {
    auto server = open_tls_context(files_.certificate, files_.key);
    boost::asio::ssl::context client(boost::asio::ssl::context::tls_client);
    SSL* ends[] = {SSL_new(server->native_handle()), SSL_new(client.native_handle())};
    BIO* to_server = BIO_new(BIO_s_mem());
    BIO* to_client = BIO_new(BIO_s_mem());
    BIO_up_ref(to_server);
    BIO_up_ref(to_client);
    SSL_set_bio(ends[0], to_server, to_client);
    SSL_set_bio(ends[1], to_client, to_server);
    SSL_set_accept_state(ends[0]);
    SSL_set_connect_state(ends[1]);
    SSL_set_alpn_protos(ends[1], reinterpret_cast<const unsigned char*>(protocols.data()),
                        static_cast<unsigned int>(protocols.size()));
    for (int i = 0; i < 10; ++i) SSL_do_handshake(ends[(i + 1) % 2]);
    EXPECT_TRUE(SSL_is_init_finished(ends[1]));
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(ends[1], &name, &size);
    std::string text(reinterpret_cast<const char*>(name), size);
    SSL_free(ends[0]);
    SSL_free(ends[1]);
    return text;
  }

  const std::string folder_;
  CertificateFiles files_;
};

TEST_F(TlsContextTest, ClientsThatOfferHttp2GetIt) {
  EXPECT_EQ(chosen("\x08http/1.1\x02h2"), "h2");
  EXPECT_EQ(chosen("\x08http/1.1"), "http/1.1");
}

TEST_F(TlsContextTest, ClientsThatOfferNothingWeKnowAreServedAllTheSame) {
  EXPECT_EQ(chosen(""), "");
  EXPECT_EQ(chosen("\x06spdy/1"), "");
}

TEST_F(TlsContextTest, NamesTheFileThatIsWrong) {
  std::string wrong = folder_ + "/wrong.pem";
  std::ofstream(wrong) << "no certificate";
  EXPECT_NE(open_tls_context(wrong, files_.key).status().message().find(wrong), std::string::npos);
  EXPECT_NE(open_tls_context(files_.certificate, wrong).status().message().find(wrong),
            std::string::npos);
  EXPECT_EQ(open_tls_context(files_.certificate, "").status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::http
