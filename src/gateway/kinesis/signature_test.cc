#include "gateway/kinesis/signature.h"

#include <gtest/gtest.h>

#include "http/sha256.h"
#include "http/sigv4.h"

namespace pinflow::gateway::kinesis {
namespace {

std::string result(const http::Request& request) {
  auto key = check_signature(request, {});
  return key.ok() ? "taken" : std::string(key.status().name()) + ": " + key.status().message();
}

TEST(Signature, IsTakenWhenWellFormedWhereThereAreNoCredentials) {
  http::Request request;
  request.headers = {{"Authorization",
                      "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/"
                      "kinesis/aws4_request, SignedHeaders=host, Signature=abc"},
                     {"X-Amz-Date", "20260101T000000Z"}};
  EXPECT_EQ(result(request), "taken");
}

// The texts are the service's.
TEST(Signature, IsMissedOrIncomplete) {
  http::Request request;
  EXPECT_EQ(result(request), "MissingAuthenticationTokenException: Missing Authentication Token");
  request.headers = {{"Authorization", "a"}};
  EXPECT_EQ(result(request),
            "IncompleteSignatureException: Authorization header requires 'Credential' parameter. "
            "Authorization header requires 'Signature' parameter. Authorization header requires "
            "'SignedHeaders' parameter. Authorization header requires existence of either a "
            "'X-Amz-Date' or a 'Date' header. Authorization=a");
  request.query = {{"X-Amz-Algorithm", ""}};
  EXPECT_EQ(result(request),
            "InvalidSignatureException: Found both 'X-Amz-Algorithm' as a query-string param and "
            "'Authorization' as HTTP header.");
  request.headers.clear();
  EXPECT_EQ(result(request).substr(0, 102),
            "IncompleteSignatureException: AWS query-string parameters must include "
            "'X-Amz-Algorithm'. AWS query-st");
}

// A request that is signed as a client with these credentials signs it.
class VerifiedSignature : public testing::Test {
 protected:
  VerifiedSignature() {
    options_.credentials = {{"alice", "AKIDALICE", "secret", ""},
                            {"bob", "AKIDBOB", "other", "session"}};
    options_.clock = &clock_;
    request_.method = "POST";
    request_.target = "/";
    request_.body = "{}";
    request_.headers = {{"Host", "localhost:8082"},
                        {"X-Amz-Target", "Kinesis_20131202.ListStreams"}};
  }

  void sign(const std::string& access_key, const std::string& secret_key,
            const std::string& region = "us-east-1", const std::string& service = "kinesis",
            std::chrono::seconds late = {}) {
    std::string date_time = http::amz_date(clock_.now() - late);
    request_.headers.emplace_back("X-Amz-Date", date_time);
    std::string payload = http::to_hex(http::sha256(request_.body));
    http::SignedParts parts{"POST", "/", {}, request_.headers, payload};
    request_.headers.emplace_back(
        "Authorization",
        http::authorization(parts, {date_time, region, service}, access_key, secret_key));
  }
  std::string verified() {
    auto owner = check_signature(request_, options_);
    return owner.ok() ? (*owner)->name
                      : std::string(owner.status().name()) + ": " + owner.status().message();
  }

  ManualClock clock_{UnixMillis(std::chrono::milliseconds(1'440'938'160'000))};
  KinesisOptions options_;
  http::Request request_;
};

TEST_F(VerifiedSignature, TellsWhoSigned) {
  sign("AKIDALICE", "secret");
  EXPECT_EQ(verified(), "alice");
}

TEST_F(VerifiedSignature, NeedsTheSessionTokenOfTemporaryKeys) {
  request_.headers.emplace_back("X-Amz-Security-Token", "session");
  sign("AKIDBOB", "other");
  EXPECT_EQ(verified(), "bob");
  request_.headers[2].second = "stolen";
  EXPECT_EQ(verified(),
            "UnrecognizedClientException: The security token included in the request is invalid.");
}

TEST_F(VerifiedSignature, IsOfThisBodyAndTheseHeadersOnly) {
  sign("AKIDALICE", "secret");
  const http::Request good = request_;
  request_.body = "{ }";
  EXPECT_EQ(verified().substr(0, 92),
            "InvalidSignatureException: The request signature we calculated does not match the "
            "signature ");
  request_ = good;
  request_.headers[1].second = "Kinesis_20131202.DeleteStream";
  EXPECT_EQ(verified().substr(0, 25), "InvalidSignatureException");
  request_ = good;
  request_.query = {{"Action", "DeleteStream"}};
  EXPECT_EQ(verified().substr(0, 25), "InvalidSignatureException");
}

TEST_F(VerifiedSignature, IsNotByAnotherSecretOrAnUnknownKey) {
  sign("AKIDALICE", "guess");
  EXPECT_EQ(verified().substr(0, 25), "InvalidSignatureException");
  request_.headers.resize(2);
  sign("AKIDEVE", "secret");
  EXPECT_EQ(verified().substr(0, 27), "UnrecognizedClientException");
}

TEST_F(VerifiedSignature, IsForThisServiceAndRegion) {
  sign("AKIDALICE", "secret", "eu-west-1", "s3");
  EXPECT_EQ(verified(),
            "InvalidSignatureException: Credential should be scoped to a valid region, not "
            "'eu-west-1'. Credential should be scoped to correct service: 'kinesis'. ");
}

TEST_F(VerifiedSignature, IsFreshToFiveMinutes) {
  sign("AKIDALICE", "secret", "us-east-1", "kinesis", std::chrono::seconds(300));
  EXPECT_EQ(verified(), "alice");
  clock_.advance(std::chrono::seconds(1));
  EXPECT_EQ(verified(),
            "InvalidSignatureException: Signature expired: 20150830T123100Z is now earlier than "
            "20150830T123101Z (20150830T123601Z - 5 min.)");
  clock_.advance(std::chrono::seconds(-602));
  EXPECT_EQ(verified().substr(0, 53), "InvalidSignatureException: Signature not yet current:");
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
