#include "http/router.h"

#include <gtest/gtest.h>

#include "http/wait.h"

namespace pinflow::http {
namespace {

// Answers `name` and what the route's {names} matched: "topic(t=orders)".
Handler named(std::string name) {
  return [name](const Request& request) -> Task<Response> {
    std::string body = name + "(";
    for (const auto& [parameter, value] : request.parameters) {
      if (!body.ends_with('(')) body += ",";
      body += parameter + "=" + value;
    }
    co_return Response::json(200, body + ")");
  };
}

std::string answer(const Router& router, std::string method, std::string path) {
  Request request;
  request.method = std::move(method);
  request.path = std::move(path);
  Response response = wait(router.handle(request));
  return response.status == 200 ? response.body : std::to_string(response.status);
}

TEST(Router, MatchesNamesToOnePartEach) {
  Router router;
  router.add("GET", "/topics", named("topics"));
  router.add("GET", "/topics/{t}", named("topic"));
  router.add("GET", "/topics/{t}/partitions/{p}", named("partition"));
  EXPECT_EQ(answer(router, "GET", "/topics"), "topics()");
  EXPECT_EQ(answer(router, "GET", "/topics/a.b"), "topic(t=a.b)");
  EXPECT_EQ(answer(router, "GET", "/topics/a/partitions/3"), "partition(t=a,p=3)");
  for (const char* path : {"/", "/topics/", "/topics/a/", "/topics/a/b", "/topicsx"}) {
    EXPECT_EQ(answer(router, "GET", path), "404") << path;
  }
}

TEST(Router, LongerFixedBeginningWinsWhateverTheOrder) {
  Router router;
  router.add("*", "/{stage}/{rest+}", named("stage"));
  router.add("POST", "/topics/{t}", named("topic"));
  EXPECT_EQ(answer(router, "POST", "/topics/a"), "topic(t=a)");
  EXPECT_EQ(answer(router, "PUT", "/test//topics/a/b"), "stage(stage=test,rest=/topics/a/b)");
  EXPECT_EQ(answer(router, "PUT", "/topics/a"), "405");
}

TEST(Router, AnyMethodTakesWhatNoOtherRouteTakes) {
  Router router;
  router.add("*", "/", named("any"));
  router.add("GET", "/", named("get"));
  EXPECT_EQ(answer(router, "GET", "/"), "get()");
  EXPECT_EQ(answer(router, "POST", "/"), "any()");
}

TEST(Router, HeadIsAnsweredAsGet) {
  Router router;
  router.add("GET", "/a", named("get"));
  EXPECT_EQ(answer(router, "HEAD", "/a"), "get()");
}

TEST(Router, FallbackOfTheLongestPrefixLearnsWhichMethodsThereAre) {
  Router router;
  router.add("GET", "/v3/a", named("get"));
  router.add("POST", "/v3/a", named("post"));
  router.set_fallback("", named("all"));
  router.set_fallback("/v3/", named("v3"));
  EXPECT_EQ(answer(router, "GET", "/none"), "all()");
  EXPECT_EQ(answer(router, "GET", "/v3/none"), "v3()");
  EXPECT_EQ(answer(router, "PUT", "/v3/a"), "v3(allow=GET, POST)");
}

TEST(Router, DefaultFallbackNamesTheMethodsThatThereAre) {
  Router router;
  router.add("GET", "/a", named("get"));
  Request request;
  request.method = "PUT";
  request.path = "/a";
  Response response = wait(router.handle(request));
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(find_field(response.headers, "Allow"), "GET");
}

TEST(Router, GuardIsAskedFirst) {
  Router router;
  router.add("GET", "/a", named("get"));
  router.set_guard([](const Request& request) -> std::optional<Response> {
    if (request.path == "/a") return std::nullopt;
    return Response::error(403, "no");
  });
  EXPECT_EQ(answer(router, "GET", "/a"), "get()");
  EXPECT_EQ(answer(router, "GET", "/b"), "403");
}

TEST(Router, ListsItsRoutes) {
  Router router;
  router.add("GET", "/a/{b}", named("get"));
  ASSERT_EQ(router.routes().size(), 1u);
  EXPECT_EQ(router.routes()[0], std::make_pair(std::string("GET"), std::string("/a/{b}")));
}

}  // namespace
}  // namespace pinflow::http
