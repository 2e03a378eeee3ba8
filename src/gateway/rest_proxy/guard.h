// guarded(): what all routes of the REST Proxy do before and after their answer.
#pragma once

#include "gateway/rest_proxy/rest_proxy.h"
#include "http/router.h"

namespace pinflow::gateway {

// How a caller who is not let in is told so.
enum class Door {
  kRestProxy,  // {"error_code":40101,"message":...}
  kStage,      // As API Gateway: {"message":"Forbidden"}
};

// Asks the gatekeeper whether the request may do `action` (with the topic that its path names),
// negotiates the content type, and logs what was refused. `proxy` outlives the handler.
http::Handler guarded(RestProxy& proxy, Door door, Action action, http::Handler handler);

}  // namespace pinflow::gateway
