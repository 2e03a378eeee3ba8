// The expected signatures are those of AWS's own documents and test suite.
#include "http/sigv4.h"

#include <gtest/gtest.h>

#include "http/sha256.h"

namespace pinflow::http {
namespace {

constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

SigningScope suite_scope() { return {"20150830T123600Z", "us-east-1", "service"}; }

SignedParts suite_request(const std::string& empty_hash) {
  SignedParts parts;
  parts.method = "GET";
  parts.path = "/";
  parts.headers = {{"Host", "example.amazonaws.com"}, {"X-Amz-Date", "20150830T123600Z"}};
  parts.payload_sha256 = empty_hash;
  return parts;
}

TEST(SigV4, SignsThePlainRequestOfTheTestSuite) {
  std::string hash = to_hex(sha256(""));
  EXPECT_EQ(authorization(suite_request(hash), suite_scope(), "AKIDEXAMPLE", kSecret),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=host;x-amz-date, "
            "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
}

TEST(SigV4, SortsTheQuery) {
  std::string hash = to_hex(sha256(""));
  SignedParts parts = suite_request(hash);
  parts.query = {{"Param2", "value2"}, {"Param1", "value1"}};
  EXPECT_EQ(signature(parts, suite_scope(), kSecret),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
}

TEST(SigV4, SignsAnS3RangeReadAsItsDocumentSays) {
  std::string hash = to_hex(sha256(""));
  SignedParts parts;
  parts.method = "GET";
  parts.path = "/test.txt";
  parts.headers = {{"Host", "examplebucket.s3.amazonaws.com"},
                   {"Range", "bytes=0-9"},
                   {"x-amz-content-sha256", hash},
                   {"x-amz-date", "20130524T000000Z"}};
  parts.payload_sha256 = hash;
  parts.encode_path_again = false;
  EXPECT_EQ(signature(parts, {"20130524T000000Z", "us-east-1", "s3"},
                      "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(SigV4, TrimsAndJoinsHeaders) {
  std::string hash = to_hex(sha256(""));
  SignedParts plain = suite_request(hash);
  plain.headers.emplace_back("X-A", "a b,c");
  SignedParts untidy = suite_request(hash);
  untidy.headers.emplace_back("x-a", "  a \t b ");
  untidy.headers.emplace_back("X-A", "c");
  EXPECT_EQ(signature(plain, suite_scope(), kSecret), signature(untidy, suite_scope(), kSecret));
  EXPECT_EQ(signed_header_names(untidy.headers), "host;x-a;x-amz-date");
}

TEST(SigV4, EncodesThePathAgainForAllServicesButS3) {
  std::string hash = to_hex(sha256(""));
  SignedParts once = suite_request(hash);
  once.path = "/a%20b";
  SignedParts twice = suite_request(hash);
  twice.path = "/a%2520b";
  twice.encode_path_again = false;
  EXPECT_EQ(signature(once, suite_scope(), kSecret), signature(twice, suite_scope(), kSecret));
}

TEST(SigV4, WritesTimeInItsOwnForm) {
  EXPECT_EQ(amz_date(UnixMillis(std::chrono::milliseconds(1'440'938'160'999))), "20150830T123600Z");
}

}  // namespace
}  // namespace pinflow::http
