#include "objects/s3/answers.h"

#include <gtest/gtest.h>

namespace pinflow::objects {
namespace {

TEST(Answers, ReadsAPageOfObjects) {
  auto page = read_list_page(
      R"(<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
      <EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>
      <NextContinuationToken>t&amp;1</NextContinuationToken>
      <Contents><Key>a%2Bb/c</Key><LastModified>2026-11-21T08:14:13.000Z</LastModified>
      <ETag>&quot;e1&quot;</ETag><Size>5</Size></Contents></ListBucketResult>)");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->next_token, "t&1");
  ASSERT_EQ(page->objects.size(), 1u);
  EXPECT_EQ(page->objects[0].key, "a+b/c");
  EXPECT_EQ(page->objects[0].etag, "e1");
  EXPECT_EQ(page->objects[0].size_bytes, 5u);
  EXPECT_EQ(to_int64(page->objects[0].modified_at), 1'795'248'853'000);
}

TEST(Answers, TakesNothingElseForAPage) {
  for (const char* text : {"", "<html/>", "<ListBucketResult", "{}"}) {
    EXPECT_EQ(read_list_page(text).status().code(), Code::kUnavailable) << text;
  }
  EXPECT_FALSE(
      read_list_page("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>").ok());
}

TEST(Answers, ReadsFaults) {
  Fault fault = read_fault("<Error><Code>SlowDown</Code><Message>less</Message></Error>");
  EXPECT_EQ(fault.code, "SlowDown");
  EXPECT_EQ(fault.message, "less");
  EXPECT_EQ(read_fault("gone").code, "");
  EXPECT_EQ(read_fault("<ErrorResponse><Error><Code>AccessDenied</Code></Error>"
                       "<RequestId>r</RequestId></ErrorResponse>")
                .code,
            "AccessDenied");
}

TEST(Answers, ReadsAndWritesUploads) {
  EXPECT_EQ(*read_upload_id("<InitiateMultipartUploadResult><UploadId>u</UploadId>"
                            "</InitiateMultipartUploadResult>"),
            "u");
  auto uploads = read_uploads(
      "<ListMultipartUploadsResult><Upload><Key>k</Key><UploadId>u</UploadId>"
      "<Initiated>1970-01-01T00:00:01Z</Initiated></Upload></ListMultipartUploadsResult>");
  EXPECT_EQ(uploads->at(0).key, "k");
  EXPECT_EQ(to_int64(uploads->at(0).begun_at), 1000);
  EXPECT_EQ(complete_upload_body({"\"a\""}),
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"a\"</ETag></Part>"
            "</CompleteMultipartUpload>");
}

TEST(Answers, ReadsBuckets) {
  EXPECT_EQ(read_bucket_names("<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name></Bucket>"
                              "</Buckets></ListAllMyBucketsResult>")
                ->at(0),
            "b");
}

TEST(Answers, ReadsTheCredentialsOfARole) {
  for (const std::string action : {"AssumeRole", "AssumeRoleWithWebIdentity"}) {
    const std::string answer =
        "<" + action + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" + action +
        "Result><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey>"
        "<SessionToken>T</SessionToken><Expiration>1970-01-01T01:00:00Z</Expiration>"
        "</Credentials></" +
        action + "Result></" + action + "Response>";
    auto role = read_assumed_role(answer, action);
    ASSERT_TRUE(role.ok()) << role.status().message();
    EXPECT_EQ(role->access_key, "A");
    EXPECT_EQ(role->secret_key, "S");
    EXPECT_EQ(role->session_token, "T");
    EXPECT_EQ(to_int64(*role->expires_at), 3'600'000);
    EXPECT_FALSE(read_assumed_role(answer, "GetSessionToken").ok());
  }
  EXPECT_EQ(read_assumed_role("<AssumeRoleResponse/>", "AssumeRole").status().code(),
            Code::kUnavailable);
}

}  // namespace
}  // namespace pinflow::objects
