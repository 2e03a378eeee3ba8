#include "serve/notebook_routes.h"

#include "json/writer.h"

namespace pinflow::serve {
namespace {

using http::Request;

Result<std::string> notebook_names(const Notebooks& notebooks) {
  TRY_ASSIGN(std::vector<std::string> names, notebooks.names());
  json::Writer writer;
  writer.begin_array();
  for (const std::string& name : names) writer.value(name);
  return writer.end_array().take();
}

std::string notebook_json(std::string_view name, std::string_view text) {
  return json::Writer()
      .begin_object()
      .member("name", name)
      .member("text", text)
      .end_object()
      .take();
}

Result<std::string> shown_notebook(const Notebooks& notebooks, std::string_view name) {
  TRY_ASSIGN(std::string text, notebooks.read(name));
  return notebook_json(name, text);
}

Result<std::string> write_notebook(Notebooks& notebooks, const Request& request) {
  json::Parser parser;
  TRY_ASSIGN(json::Element body, body_object(request, parser));
  TRY_ASSIGN(std::string text, text_member(body, "text"));
  TRY(notebooks.write(request.parameter("notebook"), text));
  return notebook_json(request.parameter("notebook"), text);
}

Result<std::string> remove_notebook(Notebooks& notebooks, std::string_view name) {
  TRY(notebooks.remove(name));
  return std::string("{}");
}

}  // namespace

void add_notebook_routes(Desk& desk, Notebooks& notebooks) {
  desk.add("GET", "/v1/notebooks",
           [&notebooks](const Request&) { return json_response(notebook_names(notebooks)); });
  desk.add("GET", "/v1/notebooks/{notebook}", [&notebooks](const Request& request) {
    return json_response(shown_notebook(notebooks, request.parameter("notebook")));
  });
  desk.add("PUT", "/v1/notebooks/{notebook}", [&notebooks](const Request& request) {
    return json_response(write_notebook(notebooks, request));
  });
  desk.add("DELETE", "/v1/notebooks/{notebook}", [&notebooks](const Request& request) {
    return json_response(remove_notebook(notebooks, request.parameter("notebook")));
  });
}

}  // namespace pinflow::serve
