#include "gateway/rest_proxy/guard.h"

#include "gateway/stage.h"

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
    case Verdict::kOverQuota: {
      Response response = error_answer({429, 42901, "Daily request quota exceeded"});
      response.headers = {{"Retry-After", retry_after(verdict)}};
      return response;
    }
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
  bool is_v3 = request.path.starts_with("/v3/");
  if (type && !is_v3 && response.content_type == "application/json") response.content_type = *type;
  bool has_failed = http::find_field(response.headers, kFailedRecordsHeader).has_value();
  if (response.status >= 400 || has_failed) {
    proxy.refusals.note(response.status, request.method + " " + request.path, request.peer,
                        response.body);
  }
  co_return response;
}

}  // namespace

Handler guarded(RestProxy& proxy, Door door, Action action, Handler handler) {
  return [&proxy, door, action, handler = std::move(handler)](Request& request) {
    return guard(proxy, door, action, handler, request);
  };
}

}  // namespace pinflow::gateway
