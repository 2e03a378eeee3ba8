// openapi_json(): the routes that are served, as an OpenAPI 3.1 description. It is made from the
// router, so that it cannot differ from it.
#pragma once

#include <string>

#include "http/router.h"

namespace pinflow::serve {

// Routes for any method, such as those of stages, are left out: what they pass on to is listed.
std::string openapi_json(const http::Router& router);

}  // namespace pinflow::serve
