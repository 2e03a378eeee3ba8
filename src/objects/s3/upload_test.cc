#include "objects/s3/upload.h"

#include <gtest/gtest.h>

#include "objects/s3/answers.h"
#include "objects/s3/scripted_server_for_test.h"

namespace pinflow::objects {
namespace {

class UploadTest : public testing::Test {
 protected:
  UploadTest() {
    server_.otherwise([this](const http::Request& request) { return answer(request); });
  }
  S3Client client() const {
    S3ClientOptions options;
    options.endpoint = *endpoint_of(server_.url(), "r", "b", AddressStyle::kPath);
    options.attempts_max = 2;
    options.first_wait = std::chrono::milliseconds(1);
    return {options, std::make_shared<CredentialChain>(Credentials{"k", "s", ""}, "r")};
  }
  http::Response answer(const http::Request& request) const {
    if (request.query_value("uploads") && request.method == "POST") {
      return {200,
              "",
              "<InitiateMultipartUploadResult><UploadId>u</UploadId>"
              "</InitiateMultipartUploadResult>",
              {}};
    }
    if (request.query_value("uploads")) {
      return {200,
              "",
              "<ListMultipartUploadsResult>"
              "<Upload><Key>old</Key><UploadId>1</UploadId>"
              "<Initiated>1970-01-01T00:00:00Z</Initiated></Upload>"
              "<Upload><Key>new</Key><UploadId>2</UploadId>"
              "<Initiated>2000-01-01T00:00:00Z</Initiated></Upload>"
              "</ListMultipartUploadsResult>",
              {}};
    }
    if (request.method == "PUT") {
      return {part_status_, "", "", {{"ETag", "\"e" + request.body + "\""}}};
    }
    if (request.method == "POST") return {complete_status_, "", "", {}};
    return {};
  }
  // "POST /b/k?uploads=" of each request that came.
  std::vector<std::string> seen() const {
    std::vector<std::string> lines;
    for (const http::Request& request : server_.requests()) {
      lines.push_back(request.method + " " + request.target);
    }
    return lines;
  }

  ScriptedServer server_;
  int part_status_ = 200;
  int complete_status_ = 200;
  bool repeated_ = false;
};

TEST_F(UploadTest, PutsPartsInOrderAndCompletesWithTheCondition) {
  S3Client one = client();
  EXPECT_TRUE(upload_in_parts(one, "k", "aabbc", {{"x-amz-acl", "private"}},
                              {{"If-None-Match", "*"}}, {2, 1}, &repeated_)
                  .ok());
  EXPECT_EQ(seen(),
            (std::vector<std::string>{"POST /b/k?uploads=", "PUT /b/k?partNumber=1&uploadId=u",
                                      "PUT /b/k?partNumber=2&uploadId=u",
                                      "PUT /b/k?partNumber=3&uploadId=u", "POST /b/k?uploadId=u"}));
  EXPECT_EQ(server_.requests().at(0).header("x-amz-acl"), "private");
  EXPECT_EQ(server_.requests().at(4).header("If-None-Match"), "*");
  EXPECT_EQ(server_.requests().at(4).body, complete_upload_body({"eaa", "ebb", "ec"}));
}

TEST_F(UploadTest, AbortsWhatFails) {
  part_status_ = 500;
  S3Client one = client();
  EXPECT_EQ(upload_in_parts(one, "k", "aabb", {}, {}, {2, 1}, &repeated_).code(),
            Code::kUnavailable);
  EXPECT_EQ(seen().back(), "DELETE /b/k?uploadId=u");
}

TEST_F(UploadTest, AbortsWhenTheConditionDoesNotHold) {
  complete_status_ = 412;
  S3Client one = client();
  EXPECT_EQ(upload_in_parts(one, "k", "aabb", {}, {}, {2, 1}, &repeated_).code(),
            Code::kAlreadyExists);
  EXPECT_EQ(seen().back(), "DELETE /b/k?uploadId=u");
}

TEST_F(UploadTest, AbortsOnlyOldUploadsOfOthers) {
  S3Client one = client();
  EXPECT_TRUE(abort_uploads_before(one, "p/", UnixMillis(std::chrono::hours(24))).ok());
  EXPECT_EQ(seen(),
            (std::vector<std::string>{"GET /b/?prefix=p%2F&uploads=", "DELETE /b/old?uploadId=1"}));
}

}  // namespace
}  // namespace pinflow::objects
