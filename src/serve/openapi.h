// openapi_json(): the routes that are served, as an OpenAPI 3.1 description. It is made from the
// router, so that it cannot differ from it.
#pragma once

#include <string>
#include <string_view>

#include "http/router.h"

namespace pinflow::serve {

// Routes for any method, such as those of stages, are left out: what they pass on to is listed.
// `described` is assets/api.json, an OpenAPI description of routes of our own: what it says of a
// route that is there is taken over, with all its components. "" : nothing is described.
std::string openapi_json(const http::Router& router, std::string_view described = "");

}  // namespace pinflow::serve
