#include "serve/audit_log.h"

#include <gtest/gtest.h>

#include "base/temporary_folder.h"

namespace pinflow::serve {
namespace {

constexpr UnixMillis kNow{std::chrono::milliseconds(5)};

http::Request change(std::string method, std::string path) {
  http::Request request;
  request.method = std::move(method);
  request.target = request.path = std::move(path);
  request.peer = "127.0.0.1";
  return request;
}

class AuditLogTest : public testing::Test {
 protected:
  TemporaryFolder folder_{"pinflow-audit"};
  const std::filesystem::path path_ = folder_.path() / "audit.jsonl";
  std::unique_ptr<AuditLog> log_ = std::move(*AuditLog::open(path_));
};

TEST_F(AuditLogTest, TellsTheNewestFirst) {
  EXPECT_EQ(*log_->newest_json(5), "[]");
  log_->write("ada", change("POST", "/v1/runs"), true, kNow);
  log_->write("", change("DELETE", "/connectors/a"), false, kNow);
  EXPECT_EQ(*log_->newest_json(5),
            R"([{"at_ms":5,"who":"","peer":"127.0.0.1","method":"DELETE","path":"/connectors/a",)"
            R"("allowed":false},{"at_ms":5,"who":"ada","peer":"127.0.0.1","method":"POST",)"
            R"("path":"/v1/runs","allowed":true}])");
  EXPECT_EQ(log_->newest_json(1)->find("ada"), std::string::npos);
}

TEST_F(AuditLogTest, GoesOnWhereItWas) {
  log_->write("ada", change("POST", "/v1/runs"), true, kNow);
  log_ = std::move(*AuditLog::open(path_));
  EXPECT_NE(log_->newest_json(1)->find("ada"), std::string::npos);
}

TEST_F(AuditLogTest, BeginsANewFileWhenThisOneIsFull) {
  const std::string long_path(1 << 20, 'x');
  for (int count = 0; count < 17; ++count)
    log_->write("ada", change("POST", long_path), true, kNow);
  log_->write("bob", change("POST", "/v1/runs"), true, kNow);
  EXPECT_NE(log_->newest_json(1)->find("bob"), std::string::npos);
  EXPECT_LE(std::filesystem::file_size(path_), AuditLog::kBytesMax);
  EXPECT_TRUE(std::filesystem::exists(path_.string() + ".1"));
}

TEST(IsAudited, WhatChangesSomething) {
  EXPECT_TRUE(is_audited(change("POST", "/v1/runs")));
  EXPECT_TRUE(is_audited(change("POST", "/v1/session")));
  EXPECT_TRUE(is_audited(change("PUT", "/connectors/a/pause")));
  EXPECT_FALSE(is_audited(change("GET", "/v1/runs")));
  EXPECT_FALSE(is_audited(change("POST", "/v1/sql")));
  EXPECT_FALSE(is_audited(change("POST", "/topics/a")));
}

}  // namespace
}  // namespace pinflow::serve
