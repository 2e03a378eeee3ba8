#include "objects/s3/credential_chain.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "objects/s3/scripted_server_for_test.h"

namespace pinflow::objects {
namespace {

class CredentialChainTest : public testing::Test {
 protected:
  CredentialChain chain(Credentials fixed = {}) {
    auto environment = [this](const std::string& name) { return environment_[name]; };
    return {std::move(fixed), "us-east-1", environment, clock_};
  }
  std::string key() {
    auto found = chain().get();
    return found.ok() ? found->access_key : found.status().message();
  }
  static std::string file(const std::string& name, const std::string& text) {
    std::string path =
        testing::TempDir() + testing::UnitTest::GetInstance()->current_test_info()->name() + name;
    std::ofstream(path) << text;
    return path;
  }

  std::map<std::string, std::string> environment_ = {{"AWS_EC2_METADATA_DISABLED", "true"}};
  ManualClock clock_{UnixMillis(std::chrono::hours(1))};
  ScriptedServer server_;
};

TEST_F(CredentialChainTest, TakesWhatIsGivenThenTheEnvironmentThenTheProfile) {
  environment_["AWS_SHARED_CREDENTIALS_FILE"] =
      file("s3_credentials", "[p]\naws_access_key_id=FILE\naws_secret_access_key=s\n");
  environment_["AWS_PROFILE"] = "p";
  EXPECT_EQ(key(), "FILE");
  environment_["AWS_ACCESS_KEY_ID"] = "ENV";
  EXPECT_EQ(key(), "ENV");
  EXPECT_EQ(chain({"FIXED", "s", ""}).get()->access_key, "FIXED");
}

TEST_F(CredentialChainTest, NamesThePlacesWhenThereAreNone) {
  EXPECT_EQ(chain().get().status().code(), Code::kDenied);
  EXPECT_NE(key().find("AWS_ACCESS_KEY_ID"), std::string::npos);
}

TEST_F(CredentialChainTest, ExchangesAWebIdentityToken) {
  environment_["AWS_WEB_IDENTITY_TOKEN_FILE"] = file("s3_token", "jwt/1\n");
  environment_["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/r";
  environment_["AWS_ENDPOINT_URL_STS"] = server_.url();
  server_.script({{200,
                   "text/xml",
                   "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult>"
                   "<Credentials><AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>s"
                   "</SecretAccessKey><SessionToken>t</SessionToken></Credentials>"
                   "</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>",
                   {}}});
  EXPECT_EQ(key(), "ROLE");
  EXPECT_NE(server_.requests().at(0).body.find("WebIdentityToken=jwt%2F1"), std::string::npos);
}

TEST_F(CredentialChainTest, AsksTheInstanceWithATokenAndAgainBeforeTheyExpire) {
  environment_["AWS_EC2_METADATA_DISABLED"] = "";
  environment_["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = server_.url() + "/";
  server_.otherwise([](const http::Request& request) {
    if (request.method == "PUT") return http::Response{200, "", "TOKEN", {}};
    if (request.header("X-aws-ec2-metadata-token") != "TOKEN")
      return http::Response{401, "", "", {}};
    if (request.path.ends_with("/")) return http::Response{200, "", "role-name", {}};
    return http::Response{200,
                          "",
                          R"({"AccessKeyId":"INSTANCE","SecretAccessKey":"s","Token":"t",
                              "Expiration":"1970-01-01T02:00:00Z"})",
                          {}};
  });
  CredentialChain one = chain();
  EXPECT_EQ(one.get()->access_key, "INSTANCE");
  EXPECT_TRUE(server_.requests().back().path.ends_with("/security-credentials/role-name"));
  EXPECT_EQ(one.get()->session_token, "t");
  EXPECT_EQ(server_.requests().size(), 3u);
  clock_.advance(std::chrono::minutes(56));
  EXPECT_TRUE(one.get().ok());
  EXPECT_EQ(server_.requests().size(), 6u);
  server_.otherwise([](const http::Request&) { return http::Response{500, "", "", {}}; });
  EXPECT_FALSE(chain().get().ok());
}

TEST_F(CredentialChainTest, AsksTheContainer) {
  environment_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = server_.url() + "/c";
  environment_["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "auth";
  server_.script({{200, "", R"({"AccessKeyId":"BOX","SecretAccessKey":"s"})", {}}});
  EXPECT_EQ(key(), "BOX");
  EXPECT_EQ(server_.requests().at(0).header("Authorization"), "auth");
}

TEST_F(CredentialChainTest, KnowsWhereStsIs) {
  auto environment = [this](const std::string& name) { return environment_[name]; };
  EXPECT_EQ(sts_url("eu-west-1", environment), "https://sts.eu-west-1.amazonaws.com");
  EXPECT_EQ(sts_url("cn-north-1", environment), "https://sts.cn-north-1.amazonaws.com.cn");
  environment_["AWS_ENDPOINT_URL_STS"] = "http://sts.example:8/";
  EXPECT_EQ(sts_url("eu-west-1", environment), "http://sts.example:8");
}

}  // namespace
}  // namespace pinflow::objects
