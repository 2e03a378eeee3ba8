#include "serve/page_routes.h"

#include <string>
#include <utility>

namespace pinflow::serve {
namespace {

using http::Request;
using http::Response;
using http::Task;

// Styles may be set by scripts of ours one by one (style-src-attr would be more), but no text may
// become a style sheet or a script.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

std::string_view type_of(std::string_view path) {
  constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".svg", "image/svg+xml"},
      {".txt", "text/plain; charset=utf-8"}};
  for (const auto& [end, type] : kTypes) {
    if (path.ends_with(end)) return type;
  }
  return "application/octet-stream";
}

Task<Response> send_page(Response response) { co_return response; }

Response file_response(std::string_view path, std::string_view content) {
  Response response{200, std::string(type_of(path)), std::string(content), {}};
  bool is_hashed = path.starts_with("assets/");
  response.headers = {
      {"Cache-Control", is_hashed ? "public, max-age=31536000, immutable" : "no-cache"},
      {"Content-Security-Policy", kPolicy},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"}};
  return response;
}

}  // namespace

void add_page_routes(http::Router& router, const FindPage& find, const http::Handler& otherwise) {
  router.add("GET", "/ui/", [find, otherwise](Request& request) {
    auto page = find("index.html");
    return page ? send_page(file_response("index.html", *page)) : otherwise(request);
  });
  router.add("GET", "/ui/{file+}", [find](Request& request) {
    std::string path(request.parameter("file"));
    auto content = find(path);
    return send_page(content ? file_response(path, *content)
                             : Response::error(404, "no page /ui/" + path));
  });
}

}  // namespace pinflow::serve
