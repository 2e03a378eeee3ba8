#include "gateway/rest_proxy/routes.h"

#include "gateway/rest_proxy/consumer_routes.h"
#include "gateway/rest_proxy/guard.h"
#include "gateway/rest_proxy/metadata.h"

namespace pinflow::gateway {
namespace {

using http::Handler;
using http::Request;
using http::Response;
using http::Task;

// For answers that need not wait.
Task<Response> ready(Response response) { co_return response; }

template <class Answer>
Handler at_once(Answer answer) {
  return [answer](Request& request) { return ready(answer(request)); };
}

void add_produce_routes(http::Router& router, RestProxy& proxy, Door door) {
  Producer& producer = proxy.producer;
  router.add("POST", "/topics/{topic}",
             guarded(proxy, door, Action::kProduce, [&producer](Request& request) {
               return producer.produce(request, request.parameter("topic"), std::nullopt);
             }));
  router.add("POST", "/topics/{topic}/partitions/{partition}",
             guarded(proxy, door, Action::kProduce, [&producer](Request& request) {
               auto partition = parse_partition(request.parameter("partition"));
               return producer.produce(request, request.parameter("topic"),
                                       partition ? *partition : -1);
             }));
}

void add_consumer_routes(http::Router& router, RestProxy& proxy, Door door) {
  for (const ConsumerRoute& route : consumer_routes()) {
    auto answer = [&proxy, &route](Request& request) { return route.answer(proxy, request); };
    router.add(route.method, route.pattern, guarded(proxy, door, Action::kConsume, answer));
  }
}

}  // namespace

void add_rest_proxy_routes(http::Router& router, RestProxy& proxy, Door door) {
  add_produce_routes(router, proxy, door);
  add_consumer_routes(router, proxy, door);
  auto& log = proxy.log;
  auto add = [&](std::string_view pattern, auto answer) {
    router.add("GET", pattern, guarded(proxy, door, Action::kConsume, at_once(answer)));
  };
  add("/brokers", [](const Request&) { return brokers_answer(); });
  add("/topics", [&log, &proxy](const Request& request) {
    return topics_answer(log, proxy.gatekeeper.scope(request));
  });
  add("/topics/{topic}",
      [&log](const Request& request) { return topic_answer(log, request.parameter("topic")); });
  add("/topics/{topic}/partitions", [&log](const Request& request) {
    return partitions_answer(log, request.parameter("topic"));
  });
  add("/topics/{topic}/partitions/{partition}", [&log](const Request& request) {
    return partition_answer(log, request.parameter("topic"), request.parameter("partition"));
  });
  add("/topics/{topic}/partitions/{partition}/offsets", [&log](const Request& request) {
    return offsets_answer(log, request.parameter("topic"), request.parameter("partition"));
  });
}

}  // namespace pinflow::gateway
