// What s3_store.h promises beyond the contract of every Store.
#include "objects/s3/s3_store.h"

#include <gtest/gtest.h>

#include <map>

#include "base/file.h"
#include "objects/s3/scripted_server_for_test.h"
#include "objects/s3/test_server.h"

namespace pinflow::objects {
namespace {

class S3StoreTest : public testing::Test {
 protected:
  S3StoreTest() {
    options_.endpoint = server_.url();
    options_.credentials = {"k", "s", ""};
    options_.attempts_max = 2;
    options_.scratch = testing::TempDir() + "s3_store_" +
                       testing::UnitTest::GetInstance()->current_test_info()->name();
    server_.otherwise([this](const http::Request& request) { return answer(request); });
  }
  std::unique_ptr<Store> open() const { return std::move(*open_s3_store(options_, "b")); }

  // A bucket in memory, which heeds If-None-Match where `has_conditions_`.
  http::Response answer(const http::Request& request) {
    auto found = stored_.find(request.path);
    bool is_there = found != stored_.end();
    if (request.method == "PUT") {
      bool is_conditional = has_conditions_ && request.header("If-None-Match").has_value();
      if (is_conditional && is_there) return fault(412, "PreconditionFailed");
      stored_[request.path] = request;
      return request.path == lose_answer_of_ ? fault(500, "InternalError") : http::Response();
    }
    if (request.method == "DELETE") {
      stored_.erase(request.path);
      return {204, "", "", {}};
    }
    if (!is_there) return fault(404, "NoSuchKey");
    std::string token(found->second.header("x-amz-meta-pinflow-put").value_or(""));
    return {200, "", found->second.body, {{"x-amz-meta-pinflow-put", token}, {"ETag", "\"e\""}}};
  }

  S3Options options_;
  bool has_conditions_ = true;
  std::string lose_answer_of_;
  std::map<std::string, http::Request> stored_;
  ScriptedServer server_;  // Last: it answers from the others until it is gone.
};

TEST_F(S3StoreTest, KnowsItsOwnPutWhenTheAnswerWasLost) {
  lose_answer_of_ = "/b/mine";
  EXPECT_TRUE(open()->put_if_absent("mine", "x").ok());
}

TEST_F(S3StoreTest, DoesNotTakeAnothersPutForItsOwn) {
  lose_answer_of_ = "/b/theirs";
  ASSERT_TRUE(open()->put_if_absent("theirs", "same").ok());
  EXPECT_EQ(open()->put_if_absent("theirs", "same").code(), Code::kAlreadyExists);
}

TEST_F(S3StoreTest, RefusesSeveralWritersWhereTheServerIgnoresConditions) {
  has_conditions_ = false;
  Status status = open()->put_if_absent("k", "x");
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_NE(status.message().find("objects.s3.single_writer"), std::string::npos);
  EXPECT_FALSE(stored_.contains("/b/k"));
  options_.single_writer = true;
  auto store = open();
  EXPECT_TRUE(store->put_if_absent("k", "x").ok());
  EXPECT_EQ(store->put_if_absent("k", "y").code(), Code::kAlreadyExists);
  EXPECT_EQ(*store->get("k"), "x");
}

TEST_F(S3StoreTest, LeavesNoTraceOfTryingOutConditions) {
  ASSERT_TRUE(open()->put_if_absent("k", "x").ok());
  EXPECT_EQ(stored_.size(), 1u);
}

TEST_F(S3StoreTest, AsksForEncryptionAndAcl) {
  options_.encryption = "aws:kms";
  options_.kms_key_id = "id";
  options_.canned_acl = "bucket-owner-full-control";
  ASSERT_TRUE(open()->put("k", "x").ok());
  const http::Request& put = stored_.at("/b/k");
  EXPECT_EQ(put.header("x-amz-server-side-encryption"), "aws:kms");
  EXPECT_EQ(put.header("x-amz-server-side-encryption-aws-kms-key-id"), "id");
  EXPECT_EQ(put.header("x-amz-acl"), "bucket-owner-full-control");
}

class RealServer : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "s3_store_server_" +
                         testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder);
    server_ = TestServer::start(folder);
    if (server_ == nullptr) GTEST_SKIP() << "no S3 server: ./dev setup --tests installs one";
    options_ = server_->options();
  }

  std::unique_ptr<TestServer> server_;
  S3Options options_;
};

TEST_F(RealServer, TakesLargeObjectsInParts) {
  options_.part_bytes = 5 << 20;
  auto store = std::move(*open_s3_store(options_, "large"));
  std::string bytes((12 << 20) + 7, 'x');
  bytes[(5 << 20) + 1] = 'y';
  EXPECT_TRUE(store->put_if_absent("a/large", bytes).ok());
  EXPECT_EQ(store->put_if_absent("a/large", bytes).code(), Code::kAlreadyExists);
  EXPECT_EQ(*store->get("a/large"), bytes);
  EXPECT_EQ(*read_file(*store->local_path("a/large")), bytes);
}

TEST_F(RealServer, ListsMoreThanAPage) {
  auto store = std::move(*open_s3_store(options_, "many"));
  std::vector<Put> puts;
  for (int i = 1000; i < 2203; ++i) puts.push_back({"p/" + std::to_string(i), "x"});
  ASSERT_TRUE(store->put_all(puts).ok());
  EXPECT_EQ(store->list("p/")->size(), 1203u);
  EXPECT_EQ(store->list("p/", "p/1100", 1050)->back().key, "p/2150");
}

TEST_F(RealServer, RefusesAWrongSecretAndSaysSo) {
  options_.create_buckets = false;
  options_.credentials.secret_key = "wrong";
  Status status = (*open_s3_store(options_, "bucket"))->put("k", "x");
  EXPECT_EQ(status.code(), Code::kDenied) << status.message();
  EXPECT_NE(status.message().find("SignatureDoesNotMatch"), std::string::npos);
}

TEST_F(RealServer, NamesABucketThatIsMissingAndMakesItWhenTold) {
  options_.create_buckets = false;
  Status status = (*open_s3_store(options_, "missing"))->put("k", "x");
  EXPECT_EQ(status.code(), Code::kUnavailable);
  EXPECT_NE(status.message().find("objects.s3.create_buckets"), std::string::npos);
  options_.create_buckets = true;
  EXPECT_TRUE((*open_s3_store(options_, "missing"))->put("k", "x").ok());
  EXPECT_EQ(*list_s3_buckets(options_), std::vector<std::string>{"missing"});
}

}  // namespace
}  // namespace pinflow::objects
