#include "objects/s3/bucket.h"

#include <gtest/gtest.h>

#include "objects/s3/scripted_server_for_test.h"

namespace pinflow::objects {
namespace {

class BucketTest : public testing::Test {
 protected:
  S3Client client(const std::string& region = "us-east-1") const {
    S3ClientOptions options;
    options.endpoint = *endpoint_of(server_.url(), region, "b", AddressStyle::kPath);
    options.region = region;
    options.attempts_max = 1;
    return {options, std::make_shared<CredentialChain>(Credentials{"k", "s", ""}, region)};
  }

  ScriptedServer server_;
};

TEST_F(BucketTest, IsMadeInItsRegionWhereItIsMissing) {
  S3Client one = client("eu-west-1");
  server_.script({http::Response{404, "", "", {}}});
  EXPECT_TRUE(make_bucket(one).ok());
  EXPECT_NE(server_.requests().back().body.find("eu-west-1"), std::string::npos);
  EXPECT_TRUE(make_bucket(one).ok());
  EXPECT_EQ(server_.requests().back().method, "HEAD");
}

TEST_F(BucketTest, MayBeMadeByAnotherMeanwhile) {
  S3Client one = client();
  server_.script({http::Response{404, "", "", {}}, fault(409, "BucketAlreadyOwnedByYou")});
  EXPECT_TRUE(make_bucket(one).ok());
}

TEST_F(BucketTest, TellsWhetherConditionsAreHeeded) {
  S3Client one = client();
  server_.script({{}, fault(412, "PreconditionFailed"), {}});
  EXPECT_TRUE(*heeds_conditions(one, "p/"));
  EXPECT_EQ(server_.requests().back().method, "DELETE");
  server_.script({{}, {}, {}});
  EXPECT_FALSE(*heeds_conditions(one, "p/"));
  server_.script({fault(501, "NotImplemented")});
  EXPECT_FALSE(*heeds_conditions(one, "p/"));
  server_.script({fault(403, "AccessDenied")});
  EXPECT_EQ(heeds_conditions(one, "p/").status().code(), Code::kDenied);
}

TEST_F(BucketTest, LeavesNoProbeWhereItsAnswerWasLost) {
  S3Client one = client();
  server_.script({fault(412, "PreconditionFailed"), {}});  // To the second try of the first put.
  EXPECT_TRUE(*heeds_conditions(one, "p/"));
  EXPECT_EQ(server_.requests().back().method, "DELETE");
  server_.script({fault(503, "SlowDown"), {}});
  EXPECT_EQ(heeds_conditions(one, "p/").status().code(), Code::kUnavailable);
  EXPECT_EQ(server_.requests().back().method, "DELETE");
}

TEST_F(BucketTest, NamesAllBuckets) {
  S3Client one = client();
  server_.script({{200,
                   "",
                   "<ListAllMyBucketsResult><Buckets><Bucket><Name>x</Name></Bucket></Buckets>"
                   "</ListAllMyBucketsResult>",
                   {}}});
  EXPECT_EQ(*bucket_names(one), std::vector<std::string>{"x"});
}

}  // namespace
}  // namespace pinflow::objects
