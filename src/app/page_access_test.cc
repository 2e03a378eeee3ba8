#include "app/page_access.h"

#include <gtest/gtest.h>

#include "base/temporary_folder.h"
#include "http/sha256.h"

namespace pinflow::app {
namespace {

class PageAccessTest : public testing::Test {
 protected:
  // A key whose text is its name.
  void add_key(const std::string& name, const std::string& setting, const std::string& value) {
    const std::string section = "gateway.key." + name + ".";
    ASSERT_TRUE(config_.set(section + "sha256", http::to_hex(http::sha256(name)), "test").ok());
    ASSERT_TRUE(config_.set(section + setting, value, "test").ok());
  }
  Result<PageAccess> open() { return open_page_access(config_, folder_.path()); }

  static int status(const PageAccess& pages, std::string method, const std::string& key) {
    http::Request request;
    request.method = std::move(method);
    request.path = "/v1/runs";
    if (!key.empty()) request.headers = {{"x-api-key", key}};
    auto refusal = pages.guard(request);
    return refusal ? refusal->status : 200;
  }

  Config config_ = *Config::load({});
  TemporaryFolder folder_{"pinflow-page-access"};
};

TEST_F(PageAccessTest, RolesComeFromTheKeysSections) {
  add_key("vera", "role", "viewer");
  add_key("otto", "role", "operator");
  add_key("ada", "actions", "admin");
  add_key("posts", "actions", "produce");
  auto pages = open();
  ASSERT_TRUE(pages.ok()) << pages.status().message();
  EXPECT_EQ(pages->access->find("ada")->role, serve::Role::kAdmin);
  EXPECT_EQ(status(*pages, "GET", "vera"), 200);
  EXPECT_EQ(status(*pages, "POST", "vera"), 403);
  EXPECT_EQ(status(*pages, "POST", "otto"), 200);
  EXPECT_EQ(status(*pages, "GET", "posts"), 403);
  EXPECT_EQ(status(*pages, "GET", ""), 401);
}

TEST_F(PageAccessTest, ChangesAreInTheAuditLog) {
  add_key("otto", "role", "operator");
  auto pages = open();
  ASSERT_TRUE(pages.ok());
  status(*pages, "GET", "otto");
  EXPECT_EQ(*pages->audit_log->newest_json(9), "[]");
  status(*pages, "POST", "otto");
  EXPECT_NE(pages->audit_log->newest_json(9)->find("otto"), std::string::npos);
}

TEST_F(PageAccessTest, WithoutKeysEverybodyMayDoEverything) {
  auto pages = open();
  ASSERT_TRUE(pages.ok());
  EXPECT_EQ(status(*pages, "POST", ""), 200);
}

TEST_F(PageAccessTest, AnAddressMayTryAFewKeysAtOnce) {
  auto pages = open();
  ASSERT_TRUE(pages.ok());
  http::Request request;
  request.peer = "127.0.0.1";
  for (int count = 0; count < 10; ++count) EXPECT_FALSE(pages->sign_in_limit(request));
  EXPECT_EQ(pages->sign_in_limit(request)->status, 429);
}

TEST_F(PageAccessTest, RefusesARoleThatThereIsNot) {
  add_key("ada", "role", "root");
  EXPECT_EQ(open().status().message(), "gateway.key.ada.role: root: viewer, operator or admin");
}

}  // namespace
}  // namespace pinflow::app
