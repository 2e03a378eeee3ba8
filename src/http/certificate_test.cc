#include "http/certificate.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "http/self_signed.h"

namespace pinflow::http {
namespace {

TEST(Certificate, TellsHowLongItHoldsAndWhetherAKeyIsItsOwn) {
  const std::filesystem::path folder = testing::TempDir() + "certificate_test";
  std::filesystem::remove_all(folder);
  const CertificateFiles one = *self_signed_certificate(folder / "one", {});
  const CertificateFiles other = *self_signed_certificate(folder / "other", {});
  auto certificate = read_certificate(one.certificate);
  ASSERT_TRUE(certificate.ok()) << certificate.status().message();
  const UnixMillis now = system_clock().now();
  EXPECT_LE(certificate->valid_from, now);
  EXPECT_GT(certificate->valid_until, now + std::chrono::days(30));

  EXPECT_TRUE(check_certificate_key(one.certificate, one.key).ok());
  const Status wrong = check_certificate_key(one.certificate, other.key);
  EXPECT_EQ(wrong.code(), Code::kInvalidArgument);
  EXPECT_NE(wrong.message().find("not the key of"), std::string::npos) << wrong.message();
  EXPECT_EQ(read_certificate(one.key).status().code(), Code::kInvalidArgument);
  EXPECT_EQ(read_certificate(folder / "none").status().code(), Code::kNotFound);
}

}  // namespace
}  // namespace pinflow::http
