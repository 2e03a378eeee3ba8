// page_guard(): keeps web pages of elsewhere from driving the server through a user's browser.
// Refused are requests with the Origin of another site, with a Host that is a name we do not
// have (DNS rebinding), and with a body of a type that any page may send without asking.
#pragma once

#include <string>
#include <vector>

#include "http/router.h"

namespace pinflow::http {

struct PageGuardOptions {
  // Names besides loopback's that a Host header may have. IP addresses are never refused: a
  // page cannot be made to look as if it came from one.
  std::vector<std::string> hosts;
  // First segments of paths that any page may use: the stages, which answer with CORS headers.
  std::vector<std::string> open_segments;
};

Guard page_guard(PageGuardOptions options);

}  // namespace pinflow::http
