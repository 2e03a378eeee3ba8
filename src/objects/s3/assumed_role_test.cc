#include "objects/s3/assumed_role.h"

#include <gtest/gtest.h>

#include <map>

#include "http/sha256.h"
#include "http/sigv4.h"
#include "objects/s3/scripted_server_for_test.h"

namespace pinflow::objects {
namespace {

using std::chrono::minutes;

constexpr const char* kRoleArn = "arn:aws:iam::123456789012:role/demo-access-role";

http::Response sts_fault(int status, const std::string& code, const std::string& message = "") {
  return {status,
          "text/xml",
          "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender"
          "</Type><Code>" +
              code + "</Code><Message>" + message + "</Message></Error></ErrorResponse>",
          {}};
}

http::Response sts_answer(const std::string& key, const std::string& expires_at) {
  return {200,
          "text/xml",
          "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
          "<AssumeRoleResult><Credentials><AccessKeyId>" +
              key +
              "</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey><SessionToken>"
              "role-token</SessionToken><Expiration>" +
              expires_at + "</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
          {}};
}

// Whether a request is signed with this key for STS of this region, counted from what came.
bool is_signed(const http::Request& request, const std::string& region,
               const std::string& secret_key) {
  auto header = [&](std::string_view name) {
    return std::string(request.header(name).value_or(""));
  };
  http::SignedParts parts{request.method, request.path, {}, {}, ""};
  const std::string hash = http::to_hex(http::sha256(request.body));
  parts.payload_sha256 = hash;
  for (const char* name : {"host", "content-type", "x-amz-date", "x-amz-security-token"}) {
    if (request.header(name)) parts.headers.emplace_back(name, header(name));
  }
  const http::SigningScope scope{header("x-amz-date"), region, "sts"};
  return header("authorization") == http::authorization(parts, scope, "base-key", secret_key);
}

class AssumedRoleTest : public testing::Test {
 protected:
  AssumedRoleTest() {
    environment_["AWS_ENDPOINT_URL_STS"] = server_.url() + "/";
    environment_["AWS_ACCESS_KEY_ID"] = "base-key";
    environment_["AWS_SECRET_ACCESS_KEY"] = "base-secret";
    environment_["AWS_SESSION_TOKEN"] = "base-token";
    environment_["AWS_EC2_METADATA_DISABLED"] = "true";
  }

  AssumedRole role(const std::string& external_id = "") {
    auto environment = [this](const std::string& name) { return environment_[name]; };
    auto chain = std::make_shared<CredentialChain>(Credentials(), "eu-west-1", environment, clock_);
    RoleOptions options{kRoleArn, "pin flow", external_id, "eu-west-1"};
    return {options, chain, environment, clock_};
  }

  std::map<std::string, std::string> environment_;
  ManualClock clock_{UnixMillis(minutes(60))};
  ScriptedServer server_;
};

TEST_F(AssumedRoleTest, AsksStsInASignedForm) {
  server_.script({sts_answer("ROLE", "1970-01-01T02:00:00Z")});
  auto found = role().get();
  ASSERT_TRUE(found.ok()) << found.status().message();
  EXPECT_EQ(found->access_key, "ROLE");
  EXPECT_EQ(found->secret_key, "role-secret");
  EXPECT_EQ(found->session_token, "role-token");
  EXPECT_EQ(found->expires_at, UnixMillis(minutes(120)));

  http::Request request = server_.requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.body,
            "Action=AssumeRole&Version=2011-06-15"
            "&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdemo-access-role"
            "&RoleSessionName=pin%20flow");
  EXPECT_EQ(request.header("X-Amz-Security-Token"), "base-token");
  EXPECT_TRUE(is_signed(request, "eu-west-1", "base-secret"));
  EXPECT_FALSE(is_signed(request, "eu-west-1", "another"));
  EXPECT_FALSE(is_signed(request, "us-east-1", "base-secret"));
  request.body += "&DurationSeconds=1";
  EXPECT_FALSE(is_signed(request, "eu-west-1", "base-secret"));
}

TEST_F(AssumedRoleTest, SignsWithoutATokenWhereTheKeyHasNone) {
  environment_.erase("AWS_SESSION_TOKEN");
  server_.script({sts_answer("ROLE", "1970-01-01T02:00:00Z")});
  ASSERT_TRUE(role("one/two").get().ok());
  const http::Request request = server_.requests().at(0);
  EXPECT_FALSE(request.header("X-Amz-Security-Token"));
  EXPECT_TRUE(is_signed(request, "eu-west-1", "base-secret"));
  EXPECT_TRUE(request.body.ends_with("&ExternalId=one%2Ftwo")) << request.body;
}

TEST_F(AssumedRoleTest, AsksAgainMinutesBeforeTheCredentialsExpire) {
  server_.script(
      {sts_answer("FIRST", "1970-01-01T02:00:00Z"), sts_answer("SECOND", "1970-01-01T03:00:00Z")});
  AssumedRole one = role();
  EXPECT_EQ(one.get()->access_key, "FIRST");
  clock_.advance(minutes(54));
  EXPECT_EQ(one.get()->access_key, "FIRST");
  EXPECT_EQ(server_.requests().size(), 1u);
  clock_.advance(minutes(1));
  EXPECT_EQ(one.get()->access_key, "SECOND");
}

TEST_F(AssumedRoleTest, LooksForCredentialsAgainWhenStsSaysThatTheyAreExpired) {
  server_.script(
      {sts_fault(403, "ExpiredTokenException"), sts_answer("ROLE", "1970-01-01T02:00:00Z")});
  EXPECT_EQ(role().get()->access_key, "ROLE");
  EXPECT_EQ(server_.requests().size(), 2u);
}

TEST_F(AssumedRoleTest, SaysWhoMayNotAssumeTheRoleAndWhatToDo) {
  server_.script({sts_fault(403, "AccessDenied",
                            "User: arn:aws:iam::1:user/u is not authorized to perform: "
                            "sts:AssumeRole on resource: " +
                                std::string(kRoleArn))});
  Status status = role().get().status();
  EXPECT_EQ(status.code(), Code::kDenied);
  EXPECT_EQ(status.message().find("role " + std::string(kRoleArn) + ": not assumed: "), 0u);
  for (const char* word : {"AccessDenied", "user/u", "allow sts:AssumeRole", "trust policy"}) {
    EXPECT_NE(status.message().find(word), std::string::npos) << status.message();
  }
}

TEST_F(AssumedRoleTest, NeverTellsASecret) {
  for (const char* secret : {"base-secret", "base-token", "external"}) {
    server_.script({sts_fault(403, "SignatureDoesNotMatch",
                              "should have been 'POST / x:" + std::string(secret) + "'")});
    Status status = role("external").get().status();
    EXPECT_EQ(status.code(), Code::kDenied);
    EXPECT_EQ(status.message().find(secret), std::string::npos) << status.message();
    EXPECT_NE(status.message().find("clock"), std::string::npos) << status.message();
  }
}

TEST_F(AssumedRoleTest, TellsWhatIsWrongFromWhatPasses) {
  server_.script({sts_fault(400, "ValidationError", "roleSessionName"),
                  sts_fault(400, "Throttling"),
                  sts_fault(503, ""),
                  {200, "text/html", "<html/>", {}}});
  AssumedRole one = role();
  EXPECT_EQ(one.get().status().code(), Code::kInvalidArgument);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(one.get().status().code(), Code::kUnavailable);
  environment_["AWS_ENDPOINT_URL_STS"] = "nowhere";
  EXPECT_NE(role().get().status().message().find("AWS_ENDPOINT_URL_STS"), std::string::npos);
  environment_.erase("AWS_ACCESS_KEY_ID");
  EXPECT_EQ(role().get().status().code(), Code::kDenied);
}

}  // namespace
}  // namespace pinflow::objects
