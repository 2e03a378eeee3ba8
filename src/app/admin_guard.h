// admin_guard(): who may use routes that are no door of the gateway.
#pragma once

#include "app/config.h"
#include "http/router.h"

namespace pinflow::app {

// Lets in keys with the action admin, by the same [gateway.key.NAME] as the doors; everybody where
// there are no keys. Errors: kInvalidArgument: a key.
Result<http::Guard> admin_guard(const Config& config);

}  // namespace pinflow::app
