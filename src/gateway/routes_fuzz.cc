// Fuzzes the doors from a request's target to its answer: whatever comes, an answer that is not
// our fault, and no crash. An input is a method's number, a target, a line break, a body.
#include <cstdint>
#include <string_view>

#include "gateway/routes.h"
#include "gateway/test_event_log.h"
#include "gateway/test_request.h"

namespace {

struct Doors {
  Doors() {
    auto opened = pinflow::gateway::open_gateway(log, {});
    pinflow::check(opened.ok());
    gateway = std::move(*opened);
    gateway->add_routes(router);
  }

  pinflow::gateway::MemoryEventLog log;
  std::unique_ptr<pinflow::gateway::Gateway> gateway;
  pinflow::http::Router router;
};

// A fetch may wait for records for as long as it asks to.
bool may_wait(const pinflow::http::Request& request) {
  return request.path.find("/records") != std::string::npos && request.method == "GET";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pinflow;
  static auto& doors = *new Doors;
  constexpr const char* kMethods[] = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"};
  if (size < 2) return 0;
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::string_view target = text.substr(0, text.find('\n'));
  http::Request request;
  request.method = kMethods[data[0] % std::size(kMethods)];
  if (!http::parse_target("/" + std::string(target), &request).ok() || may_wait(request)) return 0;
  request.body = text.substr(std::min(text.size(), target.size() + 1));
  request.headers = {{"Host", "localhost"}};
  http::Response response = http::wait(doors.router.handle(request));
  check(response.status >= 200 && response.status < 500);
  return 0;
}
