#include "serve/openapi.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "json/document.h"
#include "json/writer.h"

namespace pinflow::serve {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// "/topics/{topic}/offsets" -> {"topic"}.
std::vector<std::string> parameters_of(std::string_view pattern) {
  std::vector<std::string> names;
  for (size_t at = pattern.find('{'); at != pattern.npos; at = pattern.find('{', at + 1)) {
    names.emplace_back(pattern.substr(at + 1, pattern.find('}', at) - at - 1));
  }
  return names;
}

// "/ui/{file+}" -> "/ui/{file}": OpenAPI has no names for the rest of a path.
std::string described_path(std::string pattern) {
  if (size_t at = pattern.rfind("+}"); at != pattern.npos) pattern.erase(at, 1);
  return pattern;
}

// What operations are grouped by: "/topics/{topic}" -> "topics".
std::string_view tag_of(std::string_view pattern) {
  pattern.remove_prefix(1);
  std::string_view tag = pattern.substr(0, pattern.find('/'));
  return tag.empty() ? "root" : tag;
}

void write_operation(const std::string& pattern, json::Writer* writer) {
  writer->begin_object().key("tags").begin_array().value(tag_of(pattern)).end_array();
  writer->key("parameters").begin_array();
  for (const std::string& name : parameters_of(pattern)) {
    writer->begin_object().member("name", name).member("in", "path").member("required", true);
    writer->key("schema").begin_object().member("type", "string").end_object().end_object();
  }
  writer->end_array();
  writer->key("responses").begin_object().key("default").begin_object();
  writer->member("description", "see docs/api.md").end_object().end_object();
  writer->end_object();
}

std::optional<json::Element> described_operation(const std::optional<json::Element>& described,
                                                 const std::string& pattern,
                                                 const std::string& method) {
  auto paths = described ? (*described)["paths"] : std::nullopt;
  auto path = paths ? (*paths)[pattern] : std::nullopt;
  return path ? (*path)[method] : std::nullopt;
}

void write_element(json::Element element, json::Writer* writer) {
  std::string text;
  element.write(&text);
  writer->raw(text);
}

}  // namespace

std::string openapi_json(const http::Router& router, std::string_view described) {
  json::Parser parser;
  std::optional<json::Element> known;
  if (!described.empty()) {
    if (auto parsed = parser.parse(described); parsed.ok()) known = *parsed;
  }
  std::map<std::string, std::set<std::string>> methods;  // By pattern.
  for (const auto& [method, pattern] : router.routes()) {
    if (method != "*") methods[described_path(pattern)].insert(lower(method));
  }
  json::Writer writer;
  writer.begin_object().member("openapi", "3.1.0").key("info").begin_object();
  writer.member("title", "pinflow").member("version", "1").end_object();
  writer.key("paths").begin_object();
  for (const auto& [pattern, names] : methods) {
    writer.key(pattern).begin_object();
    for (const std::string& name : names) {
      writer.key(name);
      auto operation = described_operation(known, pattern, name);
      operation ? write_element(*operation, &writer) : write_operation(pattern, &writer);
    }
    writer.end_object();
  }
  writer.end_object();
  if (auto components = known ? (*known)["components"] : std::nullopt) {
    writer.key("components");
    write_element(*components, &writer);
  }
  return writer.end_object().take();
}

}  // namespace pinflow::serve
