#include "serve/openapi.h"

#include <gtest/gtest.h>

#include "json/document.h"

namespace pinflow::serve {
namespace {

TEST(OpenApi, DescribesTheRoutesThatAreMounted) {
  http::Router router;
  for (const char* method : {"GET", "POST"}) router.add(method, "/topics/{topic}", http::not_found);
  router.add("*", "/test/{rest+}", http::not_found);
  std::string text = openapi_json(router);
  json::Parser parser;
  auto root = parser.parse(text);
  ASSERT_TRUE(root.ok()) << text;
  EXPECT_EQ((*root)["openapi"]->as_string(), "3.1.0");
  auto paths = (*root)["paths"];
  EXPECT_EQ(paths->size(), 1u);
  auto operations = (*paths)["/topics/{topic}"];
  ASSERT_TRUE(operations.has_value());
  EXPECT_EQ(operations->size(), 2u);
  EXPECT_NE(text.find(R"("get":{"tags":["topics"],"parameters":[{"name":"topic","in":"path",)"),
            std::string::npos);
}

TEST(OpenApi, NamesTheRestOfAPathLikeOnePart) {
  http::Router router;
  router.add("GET", "/ui/{file+}", http::not_found);
  std::string text = openapi_json(router);
  EXPECT_NE(text.find(R"("/ui/{file}":{"get":)"), std::string::npos) << text;
  EXPECT_NE(text.find(R"("name":"file")"), std::string::npos) << text;
}

TEST(OpenApi, TakesOverWhatIsDescribedOfARouteThatIsThere) {
  http::Router router;
  router.add("GET", "/v1/orders", http::not_found);
  std::string text = openapi_json(
      router, R"({"paths":{"/v1/orders":{"get":{"summary":"All orders"}},"/v1/gone":{"get":{}}},)"
              R"("components":{"schemas":{"Order":{"type":"object"}}}})");
  EXPECT_NE(text.find(R"("/v1/orders":{"get":{"summary":"All orders"}})"), std::string::npos)
      << text;
  EXPECT_NE(text.find(R"("components":{"schemas":{"Order")"), std::string::npos) << text;
  EXPECT_EQ(text.find("/v1/gone"), std::string::npos) << text;
}

}  // namespace
}  // namespace pinflow::serve
