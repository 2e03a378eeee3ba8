// Where to post to, by the exercise's settings files. Whoever reads the YAML or .env file passes
// what it holds as keys and values.
#pragma once

#include <map>
#include <string>

#include "base/result.h"

namespace pinflow::post {

// From INVOKE_URL or api_gateway_invoke_url, in any case, with deployment_stage (if there is one)
// as its last part unless it ends with it. Errors: kInvalidArgument.
Result<std::string> read_invoke_url(const std::map<std::string, std::string>& settings);

}  // namespace pinflow::post
