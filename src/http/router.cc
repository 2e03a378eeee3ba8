#include "http/router.h"

#include <algorithm>

#include "http/request_span.h"

namespace pinflow::http {
namespace {

struct Part {
  enum class Kind { kFixed, kOne, kRest };
  Kind kind;
  std::string text;  // What it must be, or the parameter's name.
};

struct Route {
  std::string method;
  std::string pattern;
  std::vector<Part> parts;
  Handler handler;

  size_t fixed_size() const { return std::min(pattern.find('{'), pattern.size()); }
};

std::vector<Part> parse_pattern(std::string_view pattern) {
  std::vector<Part> parts;
  while (!pattern.empty()) {
    if (pattern.front() != '{') {
      std::string_view fixed = pattern.substr(0, pattern.find('{'));
      parts.push_back({Part::Kind::kFixed, std::string(fixed)});
      pattern.remove_prefix(fixed.size());
      continue;
    }
    size_t end = pattern.find('}');
    check(end != std::string_view::npos);
    std::string_view name = pattern.substr(1, end - 1);
    bool is_rest = name.ends_with('+');
    if (is_rest) name.remove_suffix(1);
    parts.push_back({is_rest ? Part::Kind::kRest : Part::Kind::kOne, std::string(name)});
    pattern.remove_prefix(end + 1);
  }
  return parts;
}

// Whether `path` has the form of `parts`; fills `parameters` when it does.
bool match(const std::vector<Part>& parts, std::string_view path, Fields* parameters) {
  parameters->clear();
  for (const Part& part : parts) {
    if (part.kind == Part::Kind::kFixed) {
      if (!path.starts_with(part.text)) return false;
      path.remove_prefix(part.text.size());
      continue;
    }
    bool is_rest = part.kind == Part::Kind::kRest;
    std::string_view value = is_rest ? path : path.substr(0, path.find('/'));
    if (value.empty()) return false;
    parameters->emplace_back(part.text, value);
    path.remove_prefix(value.size());
  }
  return path.empty();
}

Task<Response> refuse(Response answer) { co_return answer; }

}  // namespace

Task<Response> not_found(const Request& request) {
  std::string_view allowed = request.parameter("allow");
  Response response = allowed.empty() ? Response::error(404, "HTTP 404 Not Found")
                                      : Response::error(405, "HTTP 405 Method Not Allowed");
  if (!allowed.empty()) response.headers.emplace_back("Allow", allowed);
  co_return response;
}

struct Router::Table {
  std::vector<Route> routes;  // The longest fixed beginning first.
  std::vector<std::pair<std::string, Handler>> fallbacks = {{"", not_found}};

  Guard guard = [](const Request&) { return std::nullopt; };
  TakesStream takes_stream = [](const Request&) { return false; };

  const Route* find(std::string_view method, Request& request) const;
  const Handler& fallback(std::string_view path) const;
};

const Route* Router::Table::find(std::string_view method, Request& request) const {
  std::string allowed;
  const Route* any_method = nullptr;
  size_t fixed_size = 0;
  for (const Route& route : routes) {
    bool is_shorter = route.fixed_size() < fixed_size;
    if (is_shorter && (any_method || !allowed.empty())) break;
    if (!match(route.parts, request.path, &request.parameters)) continue;
    if (route.method == method) return &route;
    fixed_size = route.fixed_size();
    if (route.method == "*") {
      if (!any_method) any_method = &route;
    } else {
      allowed += (allowed.empty() ? "" : ", ") + route.method;
    }
  }
  request.parameters.clear();
  if (any_method) {
    match(any_method->parts, request.path, &request.parameters);
    return any_method;
  }
  if (!allowed.empty()) request.parameters.emplace_back("allow", allowed);
  return nullptr;
}

const Handler& Router::Table::fallback(std::string_view path) const {
  const auto* longest = &fallbacks.front();
  for (const auto& candidate : fallbacks) {
    bool is_longer = candidate.first.size() >= longest->first.size();
    if (is_longer && path.starts_with(candidate.first)) longest = &candidate;
  }
  return longest->second;
}

Router::Router() : table_(std::make_unique<Table>()) {}
Router::~Router() = default;

void Router::add(std::string_view method, std::string_view pattern, Handler handler) {
  Route route{std::string(method), std::string(pattern), parse_pattern(pattern),
              std::move(handler)};
  auto shorter =
      std::find_if(table_->routes.begin(), table_->routes.end(),
                   [&](const Route& other) { return other.fixed_size() < route.fixed_size(); });
  table_->routes.insert(shorter, std::move(route));
}

void Router::set_fallback(std::string_view prefix, Handler handler) {
  table_->fallbacks.emplace_back(prefix, std::move(handler));
}

void Router::set_takes_stream(TakesStream takes_stream) {
  table_->takes_stream = std::move(takes_stream);
}

bool Router::takes_stream(const Request& request) const { return table_->takes_stream(request); }

void Router::set_guard(Guard guard) { table_->guard = std::move(guard); }

Task<Response> Router::handle(Request& request) const {
  if (auto refused = table_->guard(request)) return refuse(std::move(*refused));
  const Route* route = table_->find(request.method, request);
  if (!route && request.method == "HEAD") route = table_->find("GET", request);
  const Handler& handler = route ? route->handler : table_->fallback(request.path);
  if (!wants_span(request)) return handler(request);
  const std::string_view pattern = route ? route->pattern : std::string_view();
  return with_span(request, pattern, handler(request));
}

std::vector<std::pair<std::string, std::string>> Router::routes() const {
  std::vector<std::pair<std::string, std::string>> all;
  for (const Route& route : table_->routes) all.emplace_back(route.method, route.pattern);
  return all;
}

}  // namespace pinflow::http
