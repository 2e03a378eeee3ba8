// gateway_options(): what the configuration says about the gateway.
#pragma once

#include "app/config.h"
#include "gateway/routes.h"

namespace pinflow::app {

// Errors: kInvalidArgument: an action or a plan that there is not.
Result<gateway::GatewayOptions> gateway_options(const Config& config);

}  // namespace pinflow::app
