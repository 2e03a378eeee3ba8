#include "gateway/kinesis/signature.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kinesis {
namespace {

std::string result(const http::Request& request) {
  auto key = check_signature(request, {});
  return key.ok() ? *key : std::string(key.status().name()) + ": " + key.status().message();
}

TEST(Signature, IsTakenWhenWellFormedWhereThereAreNoCredentials) {
  http::Request request;
  request.headers = {{"Authorization",
                      "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/"
                      "kinesis/aws4_request, SignedHeaders=host, Signature=abc"},
                     {"X-Amz-Date", "20260101T000000Z"}};
  EXPECT_EQ(result(request), "AKID");
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

}  // namespace
}  // namespace pinflow::gateway::kinesis
