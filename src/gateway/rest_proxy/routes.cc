#include "gateway/rest_proxy/routes.h"

#include "gateway/rest_proxy/consumer_routes.h"
#include "gateway/rest_proxy/metadata.h"
#include "gateway/stage.h"
#include "json/writer.h"

namespace pinflow::gateway {
namespace {

using http::Handler;
using http::Request;
using http::Response;
using http::Task;

http::Response refusal(Verdict verdict, Door door) {
  if (door == Door::kStage) return stage_refusal(verdict);
  switch (verdict) {
    case Verdict::kUnknown:
      return error_answer({401, 40101, "x-api-key: missing or unknown"});
    case Verdict::kNotAllowed:
      return error_answer({403, 40301, "x-api-key: no right to do this with this topic"});
    case Verdict::kTooFast:
      return error_answer({429, 42901, "Request rate limit exceeded"});
    case Verdict::kAllowed:
      break;
  }
  check(false);
  return Response();
}

// What all routes do: ask the gatekeeper, negotiate the content type, log what was refused.
// `handler` outlives the answer, since the router keeps what `guarded` made of it.
Task<Response> guard(RestProxy& proxy, Door door, Action action, const Handler& handler,
                     Request& request) {
  Response response;
  auto type = answer_type(request.header("Accept"));
  Verdict verdict = proxy.gatekeeper.check(request, action, request.parameter("topic"));
  if (verdict != Verdict::kAllowed) {
    response = refusal(verdict, door);
  } else if (!type) {
    response = error_answer({406, 406, "HTTP 406 Not Acceptable"});
  } else {
    auto handling = handler(request);
    response = co_await handling;
  }
  // Records keep the type of their format.
  if (type && response.content_type == "application/json") response.content_type = *type;
  bool has_failed = http::find_field(response.headers, kFailedRecordsHeader).has_value();
  if (response.status >= 400 || has_failed) {
    proxy.refusals.note(response.status, request.method + " " + request.path, request.peer,
                        response.body);
  }
  co_return response;
}

Handler guarded(RestProxy& proxy, Door door, Action action, Handler handler) {
  return [&proxy, door, action, handler = std::move(handler)](Request& request) {
    return guard(proxy, door, action, handler, request);
  };
}

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
