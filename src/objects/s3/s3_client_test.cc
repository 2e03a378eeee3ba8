#include "objects/s3/s3_client.h"

#include <gtest/gtest.h>

#include "objects/s3/scripted_server_for_test.h"

namespace pinflow::objects {
namespace {

class S3ClientTest : public testing::Test {
 protected:
  static std::shared_ptr<CredentialChain> credentials() {
    return std::make_shared<CredentialChain>(Credentials{"key", "secret", "token"}, "us-east-1");
  }
  S3Client client(const Clock& clock = system_clock()) const {
    S3ClientOptions options;
    options.endpoint = *endpoint_of(server_.url(), "us-east-1", "b", AddressStyle::kPath);
    options.attempts_max = 3;
    options.first_wait = std::chrono::milliseconds(1);
    options.clock = &clock;
    return {options, credentials()};
  }

  ScriptedServer server_;
};

TEST_F(S3ClientTest, SignsWhatItSends) {
  ASSERT_TRUE(client().send({"PUT", "a b", {{"x", "1"}}, {}, "bytes"}).ok());
  http::Request seen = server_.requests().at(0);
  EXPECT_EQ(seen.target, "/b/a%20b?x=1");
  EXPECT_EQ(seen.body, "bytes");
  EXPECT_EQ(seen.header("x-amz-security-token"), "token");
  EXPECT_TRUE(seen.header("Authorization")->starts_with("AWS4-HMAC-SHA256 Credential=key/"));
  EXPECT_FALSE(seen.header("Content-Type").has_value());
}

TEST_F(S3ClientTest, SendsTheCustomersKeyWithWhatNeedsIt) {
  S3ClientOptions options = client().options();
  options.customer_key = std::string(32, 'k');
  S3Client with_key(options, credentials());
  const std::vector<std::pair<S3Request, bool>> requests = {
      {{"PUT", "k", {}, {}, "x"}, true},
      {{"GET", "k", {}, {}, {}}, true},
      {{"HEAD", "k", {}, {}, {}}, true},
      {{"POST", "k", {{"uploads", ""}}, {}, {}}, true},
      {{"PUT", "k", {{"partNumber", "1"}, {"uploadId", "u"}}, {}, "x"}, true},
      {{"POST", "k", {{"uploadId", "u"}}, {}, {}}, false},
      {{"DELETE", "k", {}, {}, {}}, false},
      {{"GET", "", {{"list-type", "2"}}, {}, {}}, false}};
  for (const auto& [request, wants_key] : requests) {
    ASSERT_TRUE(with_key.send(request).ok());
    http::Request seen = server_.requests().back();
    auto header = [&](const std::string& name) {
      return std::string(
          seen.header("x-amz-server-side-encryption-customer-" + name).value_or("none"));
    };
    EXPECT_EQ(header("algorithm"), wants_key ? "AES256" : "none") << seen.method << seen.target;
    EXPECT_EQ(header("key"), wants_key ? "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=" : "none");
    EXPECT_EQ(header("key-MD5"), wants_key ? "mT2HRsMGJ5IX5C+0rreZ8Q==" : "none");
    auto authorization = seen.header("Authorization").value_or("");
    EXPECT_EQ(authorization.find("customer-key;") != std::string_view::npos, wants_key);
  }
}

TEST_F(S3ClientTest, TriesAgainWhatIsTransient) {
  for (const http::Response& transient :
       {fault(500, "InternalError"), fault(503, "SlowDown"), fault(429, ""), fault(502, ""),
        fault(400, "RequestTimeout"), fault(409, "ConditionalRequestConflict")}) {
    server_.script({transient, transient});
    EXPECT_TRUE(client().send({"GET", "k", {}, {}, {}}).ok()) << transient.body;
  }
  EXPECT_EQ(server_.requests().size(), 18u);
}

TEST_F(S3ClientTest, GivesUpAfterItsAttempts) {
  server_.otherwise([](const http::Request&) { return fault(503, "SlowDown"); });
  Status status = client().send({"GET", "k", {}, {}, {}}).status();
  EXPECT_EQ(status.code(), Code::kUnavailable);
  EXPECT_EQ(status.message(), "GET k: HTTP status 503 SlowDown");
  EXPECT_EQ(server_.requests().size(), 3u);
}

TEST_F(S3ClientTest, DoesNotTryAgainWhatStays) {
  server_.script({fault(404, "NoSuchKey"), fault(412, "PreconditionFailed"),
                  fault(403, "AccessDenied"), fault(416, ""), fault(400, "InvalidArgument"),
                  fault(404, "NoSuchBucket"), fault(501, "NotImplemented")});
  for (Code code : {Code::kNotFound, Code::kAlreadyExists, Code::kDenied, Code::kOutOfRange,
                    Code::kInvalidArgument, Code::kUnavailable, Code::kInvalidArgument}) {
    EXPECT_EQ(client().send({"GET", "k", {}, {}, {}}).status().code(), code);
  }
  EXPECT_EQ(server_.requests().size(), 7u);
}

TEST_F(S3ClientTest, TellsWhenAnEarlierAttemptMayHaveActed) {
  server_.script({fault(500, "InternalError")});
  EXPECT_TRUE(client().send({"PUT", "k", {}, {}, {}})->may_be_repeated);
  server_.script({fault(500, "InternalError"), fault(412, "PreconditionFailed")});
  bool repeated = false;
  EXPECT_EQ(client().send({"PUT", "k", {}, {}, {}}, &repeated).status().code(),
            Code::kAlreadyExists);
  EXPECT_TRUE(repeated);
  EXPECT_FALSE(client().send({"PUT", "k", {}, {}, {}})->may_be_repeated);
}

TEST_F(S3ClientTest, SeesAnErrorBehindAGoodStatus) {
  server_.script({fault(200, "InternalError")});
  EXPECT_TRUE(client().send({"POST", "k", {{"uploadId", "u"}}, {}, {}}).ok());
  EXPECT_EQ(server_.requests().size(), 2u);
}

TEST_F(S3ClientTest, FollowsTheServersClock) {
  ManualClock slow(UnixMillis(std::chrono::hours(1)));
  server_.script({fault(403, "RequestTimeTooSkewed")});
  EXPECT_TRUE(client(slow).send({"GET", "k", {}, {}, {}}).ok());
  EXPECT_EQ(server_.requests().at(0).header("x-amz-date"), "19700101T010000Z");
  EXPECT_EQ(server_.requests().at(1).header("x-amz-date")->substr(0, 2), "20");
}

TEST_F(S3ClientTest, IsUnavailableWhereNobodyAnswers) {
  S3ClientOptions options;
  options.endpoint = *endpoint_of("http://127.0.0.1:1", "r", "b", AddressStyle::kPath);
  options.attempts_max = 1;
  S3Client nobody(options, credentials());
  EXPECT_EQ(nobody.send({"GET", "k", {}, {}, {}}).status().code(), Code::kUnavailable);
}

}  // namespace
}  // namespace pinflow::objects
