#include "http/self_signed.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "http/server.h"

namespace pinflow::http {
namespace {

class SelfSignedTest : public testing::Test {
 protected:
  SelfSignedTest() { std::filesystem::remove_all(folder_); }

  std::string certificate(const std::vector<std::string>& names) {
    auto files = self_signed_certificate(folder_, names);
    return files.ok() ? *read_file(files->certificate) : files.status().message();
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("self_signed_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(SelfSignedTest, AServerCanUseItAndNobodyElseCanReadItsKey) {
  auto files = self_signed_certificate(folder_, {"data.example"});
  ASSERT_TRUE(files.ok()) << files.status().message();
  auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
  EXPECT_EQ(std::filesystem::status(folder_).permissions() & others, std::filesystem::perms::none);
  Router router;
  ServerOptions options;
  options.port = 0;
  options.tls_certificate_file = files->certificate;
  options.tls_key_file = files->key;
  auto server = start_server(options, router);
  EXPECT_TRUE(server.ok()) << server.status().message();
}

TEST_F(SelfSignedTest, IsKeptAsLongAsItsNamesAreTheSame) {
  std::string first = certificate({"a.example"});
  EXPECT_EQ(certificate({"a.example"}), first);
  EXPECT_NE(certificate({"b.example"}), first);
}

TEST_F(SelfSignedTest, IsMadeAnewWhenItIsDamaged) {
  auto files = self_signed_certificate(folder_, {});
  ASSERT_TRUE(replace_file(files->certificate, "no certificate").ok());
  EXPECT_TRUE(certificate({}).starts_with("-----BEGIN CERTIFICATE-----"));
}

}  // namespace
}  // namespace pinflow::http
