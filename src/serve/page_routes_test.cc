#include "serve/page_routes.h"

#include <gtest/gtest.h>

#include <map>

#include "http/wait.h"

namespace pinflow::serve {
namespace {

class PageRoutes : public testing::Test {
 protected:
  http::Response get(std::string path) {
    http::Router router;
    add_page_routes(
        router,
        [this](std::string_view name) -> std::optional<std::string_view> {
          auto found = files_.find(name);
          return found == files_.end() ? std::nullopt : std::optional(found->second);
        },
        [](http::Request&) -> http::Task<http::Response> {
          co_return http::Response::json(200, "otherwise");
        });
    http::Request request;
    request.method = "GET";
    request.target = request.path = std::move(path);
    return http::wait(router.handle(request));
  }

  static std::string field(const http::Response& response, std::string_view name) {
    return std::string(http::find_field(response.headers, name).value_or(""));
  }

  std::map<std::string, std::string_view, std::less<>> files_ = {{"index.html", "<!doctype html>"},
                                                                 {"assets/app-1.js", "start()"}};
};

TEST_F(PageRoutes, LetNothingRunButTheirOwnFiles) {
  http::Response page = get("/ui/");
  EXPECT_EQ(page.body, "<!doctype html>");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  std::string policy = field(page, "Content-Security-Policy");
  EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(policy.find("script-src 'self';"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

TEST_F(PageRoutes, LetBrowsersKeepHashedFilesOnly) {
  EXPECT_NE(field(get("/ui/assets/app-1.js"), "Cache-Control").find("immutable"),
            std::string::npos);
  EXPECT_EQ(field(get("/ui/"), "Cache-Control"), "no-cache");
  EXPECT_EQ(get("/ui/assets/app-1.js").content_type, "text/javascript; charset=utf-8");
}

TEST_F(PageRoutes, KnowNoOtherFile) {
  EXPECT_EQ(get("/ui/../config/default.toml").status, 404);
  EXPECT_EQ(get("/ui/assets/app-2.js").status, 404);
}

TEST_F(PageRoutes, AnswerOtherwiseInAProgramWithoutADashboard) {
  files_.clear();
  EXPECT_EQ(get("/ui/").body, "otherwise");
}

}  // namespace
}  // namespace pinflow::serve
