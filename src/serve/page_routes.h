// add_page_routes(): the dashboard's own files under /ui/, as the web build made them.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "http/router.h"

namespace pinflow::serve {

// The content of "index.html" or "assets/app-1a2b3c.js"; nothing for other names. It lives as long
// as the program.
using FindPage = std::function<std::optional<std::string_view>(std::string_view path)>;

// GET /ui/ and /ui/{file+}. Nothing but the page's own files may run or be loaded in it. Files
// below assets/ carry a hash in their names and are kept by browsers; others are asked for again.
// `otherwise` answers /ui/ where there is no index.html.
void add_page_routes(http::Router& router, const FindPage& find, const http::Handler& otherwise);

}  // namespace pinflow::serve
