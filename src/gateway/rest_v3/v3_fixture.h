// What the tests of the REST API v3 share: its routes on a log in memory.
#pragma once

#include <gtest/gtest.h>

#include "gateway/rest_v3/routes.h"
#include "gateway/test_event_log.h"
#include "gateway/test_request.h"
#include "json/document.h"

namespace pinflow::gateway {

class V3Test : public testing::Test {
 protected:
  V3Test() { add_rest_v3_routes(router_, proxy_, Door::kRestProxy); }

  // `target` is below the cluster.
  http::Response send(std::string method, std::string_view target, std::string body = "") {
    return ask(router_, std::move(method), "/v3/clusters/pinflow" + std::string(target),
               std::move(body), {{"Host", "localhost"}});
  }
  // One member of an answer as JSON text, by its path: "data", or "data/0/topic_name".
  static std::string member(const http::Response& response, std::string_view path) {
    json::Parser parser;
    auto parsed = parser.parse(response.body);
    if (!parsed.ok()) return "no JSON";
    std::optional<json::Element> at = *parsed;
    while (at && !path.empty()) {
      std::string_view name = path.substr(0, path.find('/'));
      path.remove_prefix(std::min(path.size(), name.size() + 1));
      at = at->kind() == json::Kind::kArray ? element(*at, std::stoul(std::string(name)))
                                            : (*at)[name];
    }
    std::string text;
    if (at) at->write(&text);
    return text;
  }

  MemoryEventLog log_;
  std::unique_ptr<Gatekeeper> gatekeeper_ = std::move(*Gatekeeper::open({}, {}));
  RestProxy proxy_{log_, *gatekeeper_, {}};
  http::Router router_;

 private:
  static std::optional<json::Element> element(json::Element array, size_t index) {
    std::optional<json::Element> found;
    array.each_element([&](json::Element one) {
      if (index-- > 0) return true;
      found = one;
      return false;
    });
    return found;
  }
};

constexpr const char* kUnknownTopic =
    R"(404 {"error_code":40403,"message":"This server does not host this topic-partition."})";

}  // namespace pinflow::gateway
