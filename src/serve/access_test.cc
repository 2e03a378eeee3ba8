#include "serve/access.h"

#include <gtest/gtest.h>

namespace pinflow::serve {
namespace {

http::Request asks(std::string method, std::string path, http::Fields headers = {}) {
  http::Request request;
  request.method = std::move(method);
  request.target = request.path = std::move(path);
  request.headers = std::move(headers);
  return request;
}

class AccessTest : public testing::Test {
 protected:
  int status(const http::Request& request) {
    auto refusal = access_.refusal(request);
    return refusal ? refusal->status : 200;
  }
  int status_with(std::string key, std::string method, std::string path) {
    return status(asks(std::move(method), std::move(path), {{"x-api-key", std::move(key)}}));
  }
  // As a browser with a session of that role sends it.
  http::Request by_page(std::string method, std::string path, Role role) {
    std::string token = access_.sessions().open({"page", role}, system_clock().now());
    return asks(
        std::move(method), std::move(path),
        {{"Cookie", "theme=dark; pinflow_session=" + token}, {"X-CSRF-Token", csrf_of(token)}});
  }

  Access access_{[](std::string_view key) -> std::optional<Person> {
    if (key == "posts") return Person{"posts", std::nullopt};
    auto role = parse_role(key);
    return role ? std::optional(Person{std::string(key), role}) : std::nullopt;
  }};
};

TEST_F(AccessTest, EachRoleMayDoWhatThoseBeforeItMay) {
  struct Case {
    const char *method, *path;
    int viewer, operator_, admin;
  };
  for (const Case& one :
       {Case{"GET", "/v1/runs", 200, 200, 200}, Case{"POST", "/v1/sql", 200, 200, 200},
        Case{"POST", "/v1/runs", 403, 200, 200},
        Case{"POST", "/v1/dead-letters/replay", 403, 200, 200},
        Case{"GET", "/connectors", 200, 200, 200},
        Case{"PUT", "/connectors/a/pause", 403, 200, 200},
        Case{"PUT", "/connectors/a/config", 403, 403, 200},
        Case{"DELETE", "/connectors/a", 403, 403, 200},
        Case{"GET", "/v1/audit-log", 403, 403, 200}}) {
    EXPECT_EQ(status_with("viewer", one.method, one.path), one.viewer) << one.path;
    EXPECT_EQ(status_with("operator", one.method, one.path), one.operator_) << one.path;
    EXPECT_EQ(status_with("admin", one.method, one.path), one.admin) << one.path;
  }
}

TEST_F(AccessTest, RefusesWhoIsUnknownOrHasNoRole) {
  EXPECT_EQ(status(asks("GET", "/v1/runs")), 401);
  EXPECT_EQ(status_with("guessed", "GET", "/v1/runs"), 401);
  EXPECT_EQ(status_with("posts", "GET", "/v1/runs"), 403);
  EXPECT_EQ(status(asks("GET", "/v1/runs", {{"Cookie", "pinflow_session=guessed"}})), 401);
}

TEST_F(AccessTest, KnowsASessionByItsCookieAndAsksForItsToken) {
  EXPECT_EQ(status(by_page("GET", "/v1/runs", Role::kViewer)), 200);
  EXPECT_EQ(status(by_page("POST", "/v1/runs", Role::kViewer)), 403);
  http::Request acts = by_page("POST", "/v1/runs", Role::kOperator);
  EXPECT_EQ(status(acts), 200);
  acts.headers.back().second = "guessed";
  EXPECT_EQ(status(acts), 403);
  acts.headers.pop_back();
  EXPECT_EQ(status(acts), 403);
}

TEST_F(AccessTest, KnowsWhetherSomebodyIsStillSignedIn) {
  std::string token = access_.sessions().open({"page", Role::kViewer}, system_clock().now());
  auto stays = access_.stays(asks("GET", "/v1/events", {{"Cookie", "pinflow_session=" + token}}));
  EXPECT_TRUE(stays());
  access_.sessions().close(token);
  EXPECT_FALSE(stays());
  EXPECT_TRUE(access_.stays(asks("GET", "/v1/events", {{"x-api-key", "viewer"}}))());
}

TEST(AccessNotes, WhoAskedAndWhetherTheyWereLet) {
  std::string noted;
  auto note = [&](std::string_view who, const http::Request& request, bool allowed) {
    noted += std::string(who) + " " + request.path + (allowed ? " +" : " -") + ";";
  };
  Access access([](std::string_view) { return std::optional(Person{"ada", Role::kViewer}); }, note);
  access.refusal(asks("GET", "/v1/runs", {{"x-api-key", "k"}}));
  access.refusal(asks("POST", "/v1/runs", {{"x-api-key", "k"}}));
  access.refusal(asks("POST", "/v1/runs"));
  EXPECT_EQ(noted, "ada /v1/runs +;ada /v1/runs -; /v1/runs -;");
}

TEST(AccessWithoutKeys, IsEverybodys) {
  Access access;
  EXPECT_FALSE(access.refusal(asks("DELETE", "/connectors/a")));
  EXPECT_EQ(access.who(asks("GET", "/"))->role, Role::kAdmin);
}

TEST(SessionCookie, IsForTheServerAlone) {
  EXPECT_EQ(session_cookie("t", false),
            "pinflow_session=t; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200");
  EXPECT_EQ(session_cookie("", true),
            "pinflow_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0; Secure");
}

TEST(SessionToken, IsFoundAmongOtherCookies) {
  auto token = [](std::string cookies) {
    return std::string(session_token(asks("GET", "/", {{"Cookie", std::move(cookies)}})));
  };
  EXPECT_EQ(token("pinflow_session=a"), "a");
  EXPECT_EQ(token("x=1; pinflow_session=a; y=2"), "a");
  EXPECT_EQ(token("pinflow_sessions=b; other"), "");
}

}  // namespace
}  // namespace pinflow::serve
