#include "gateway/rest_v3/routes.h"

#include "gateway/rest_v3/clusters.h"
#include "gateway/rest_v3/groups.h"
#include "gateway/rest_v3/records.h"
#include "gateway/rest_v3/topic_configs.h"
#include "gateway/rest_v3/topics.h"

namespace pinflow::gateway {
namespace {

using http::Request;
using http::Response;
using http::Task;

using Answer = Response (*)(RestProxy& proxy, const Request& request);

struct Route {
  std::string_view method;
  std::string_view path;  // Below /v3/clusters/{cluster}.
  Action action;
  Answer answer;
};

constexpr Route kRoutes[] = {
    {"GET", "", Action::kConsume, get_cluster},
    {"GET", "/brokers", Action::kConsume, list_brokers},
    {"GET", "/brokers/{broker}", Action::kConsume, get_broker},
    {"GET", "/topics", Action::kConsume, list_topics},
    {"POST", "/topics", Action::kAdmin, create_topic},
    {"GET", "/topics/{topic}", Action::kConsume, get_topic},
    {"PATCH", "/topics/{topic}", Action::kAdmin, add_partitions},
    {"DELETE", "/topics/{topic}", Action::kAdmin, delete_topic},
    {"GET", "/topics/-/configs", Action::kConsume, list_all_topic_configs},
    {"GET", "/topics/{topic}/configs", Action::kConsume, list_topic_configs},
    {"POST", "/topics/{topic}/configs:alter", Action::kAdmin, alter_topic_configs},
    {"GET", "/topics/{topic}/configs/{name}", Action::kConsume, get_topic_config},
    {"PUT", "/topics/{topic}/configs/{name}", Action::kAdmin, put_topic_config},
    {"DELETE", "/topics/{topic}/configs/{name}", Action::kAdmin, reset_topic_config},
    {"GET", "/topics/{topic}/partitions", Action::kConsume, list_partitions},
    {"GET", "/topics/{topic}/partitions/{partition}", Action::kConsume, get_partition},
    {"GET", "/topics/{topic}/partitions/{partition}/offset", Action::kConsume,
     get_partition_offset},
    {"GET", "/topics/{topic}/partitions/{partition}/replicas", Action::kConsume, list_replicas},
    {"GET", "/topics/{topic}/partitions/{partition}/replicas/{broker}", Action::kConsume,
     get_replica},
    {"GET", "/consumer-groups", Action::kConsume, list_groups},
    {"GET", "/consumer-groups/{group}", Action::kConsume, get_group},
    {"GET", "/consumer-groups/{group}/consumers", Action::kConsume, list_consumers},
    {"GET", "/consumer-groups/{group}/consumers/{consumer}", Action::kConsume, get_consumer},
    {"GET", "/consumer-groups/{group}/consumers/{consumer}/assignments", Action::kConsume,
     list_assignments},
    {"GET",
     "/consumer-groups/{group}/consumers/{consumer}/assignments/{topic}/partitions/{partition}",
     Action::kConsume, get_assignment},
    {"GET", "/consumer-groups/{group}/lag-summary", Action::kConsume, get_lag_summary},
    {"GET", "/consumer-groups/{group}/lags", Action::kConsume, list_lags},
    {"GET", "/consumer-groups/{group}/lags/{topic}/partitions/{partition}", Action::kConsume,
     get_lag},
};

// In the background, since topics are files.
Task<Response> answer_in_background(RestProxy& proxy, Answer answer, const Request& request) {
  auto asked = std::make_shared<const Request>(request);
  std::function<Result<Response>()> work = [&proxy, answer, asked]() -> Result<Response> {
    return answer(proxy, *asked);
  };
  auto working = http::run_in<Response>(proxy.background, work);
  Result<Response> response = co_await working;
  co_return response.ok() ? std::move(*response) : error_answer(rest_error(response.status()));
}

}  // namespace

void add_rest_v3_routes(http::Router& router, RestProxy& proxy, Door door) {
  const std::string cluster = "/v3/clusters/{cluster}";
  auto add = [&](std::string_view method, const std::string& pattern, Action action,
                 Answer answer) {
    auto handler = [&proxy, answer](Request& request) {
      return answer_in_background(proxy, answer, request);
    };
    router.add(method, pattern, guarded(proxy, door, action, handler));
  };
  add("GET", "/v3/clusters", Action::kConsume, list_clusters);
  for (const Route& route : kRoutes) {
    add(route.method, cluster + std::string(route.path), route.action, route.answer);
  }
  auto add_produce = [&](const char* path, Task<Response> (*answer)(RestProxy&, Request&)) {
    auto handler = [&proxy, answer](Request& request) { return answer(proxy, request); };
    router.add("POST", cluster + path, guarded(proxy, door, Action::kProduce, handler));
  };
  add_produce("/topics/{topic}/records", produce_stream);
  add_produce("/topics/{topic}/records:batch", produce_batch);
}

}  // namespace pinflow::gateway
