#include "eventlog/kafka/msk_token.h"

#include <gtest/gtest.h>

#include "base/base64.h"

namespace pinflow::eventlog {
namespace {

// 2026-03-04T05:06:07Z.
const UnixMillis kNow{std::chrono::milliseconds(1'772'600'767'000)};

std::string url_of(const BearerToken& token) {
  std::string text = token.value;
  for (char& letter : text) letter = letter == '-' ? '+' : letter == '_' ? '/' : letter;
  while (text.size() % 4 != 0) text += '=';
  return base64_decode(text).value_or("not base64url");
}

// What botocore's SigV4QueryAuth, which AWS's own signers for MSK rest on, makes of the same.
TEST(MskToken, IsTheUrlThatAwsOwnLibrarySigns) {
  BearerToken token =
      msk_token({"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""}, "us-east-1", kNow);
  EXPECT_EQ(url_of(token),
            "https://kafka.us-east-1.amazonaws.com/?Action=kafka-cluster%3AConnect"
            "&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            "&X-Amz-Credential=AKIDEXAMPLE%2F20260304%2Fus-east-1%2Fkafka-cluster%2Faws4_request"
            "&X-Amz-Date=20260304T050607Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
            "&X-Amz-Signature=41a1627e299bbbe8ba12d36df96ec50bff2521831823f19a8f6942bab0c5446f"
            "&User-Agent=pinflow");
  EXPECT_EQ(token.value.find_first_of("+/="), std::string::npos);
  EXPECT_EQ(token.expires_at, kNow + std::chrono::minutes(15));
}

TEST(MskToken, SignsTheTokenOfTemporaryKeysToo) {
  std::string url = url_of(msk_token(
      {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session/token+with=signs"},
      "us-east-1", kNow));
  EXPECT_NE(url.find("&X-Amz-Security-Token=session%2Ftoken%2Bwith%3Dsigns"), std::string::npos);
  EXPECT_NE(url.find("&X-Amz-Signature="
                     "74315bcc956b5ac719a58e95d7e52922607ef1d2344a68a887916bc91b0ad28e"),
            std::string::npos)
      << url;
}

TEST(MskToken, ReadsTheRegionOutOfServersNames) {
  EXPECT_EQ(msk_region("b-1.mine.abc123.c2.kafka.us-east-1.amazonaws.com:9098,b-2.mine…"),
            "us-east-1");
  EXPECT_EQ(msk_region("boot-x.c1.kafka-serverless.eu-west-3.amazonaws.com:9098"), "eu-west-3");
  EXPECT_EQ(msk_region("127.0.0.1:9092"), "");
}

}  // namespace
}  // namespace pinflow::eventlog
