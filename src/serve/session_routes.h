// add_session_routes(): signing in to the dashboard by an API key, and out.
//
//   GET    /v1/session   {"keys":…,"name":…,"role":…,"csrf":…}; no name while nobody is signed in
//   POST   /v1/session   {"key":…}: sets the cookie. 401 for a key without a role, or none of ours
//   DELETE /v1/session   ends the session
#pragma once

#include "serve/access.h"

namespace pinflow::serve {

// `access` outlives the routes. `limit` is asked before a key is looked at: guessing has to be
// slow.
void add_session_routes(http::Router& router, Access& access, const http::Guard& limit);

}  // namespace pinflow::serve
