#include "gateway/rest_proxy/guard.h"

#include <gtest/gtest.h>

#include "gateway/test_event_log.h"
#include "gateway/test_request.h"

namespace pinflow::gateway {
namespace {

http::Task<http::Response> answer_of_its_own(const http::Request&) {
  co_return http::Response::json(200, "{}", "application/vnd.kafka.binary.v2+json");
}

TEST(Guard, LeavesTheTypeThatAnAnswerHasOfItsOwn) {
  MemoryEventLog log;
  auto gatekeeper = std::move(*Gatekeeper::open({}, {}));
  RestProxy proxy(log, *gatekeeper, {});
  http::Router router;
  router.add("GET", "/a", guarded(proxy, Door::kRestProxy, Action::kConsume, answer_of_its_own));
  EXPECT_EQ(ask(router, "GET", "/a").content_type, "application/vnd.kafka.binary.v2+json");
  EXPECT_EQ(ask(router, "GET", "/a", "", {{"Accept", "image/png"}}).status, 406);
}

}  // namespace
}  // namespace pinflow::gateway
