#include "gateway/rest_proxy/media_type.h"

#include <algorithm>
#include <functional>
#include <string>

namespace pinflow::gateway {
namespace {

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

// "application/json; charset=utf-8" -> "application/json".
std::string_view without_parameters(std::string_view type) {
  return trim(type.substr(0, type.find(';')));
}

bool is_type(std::string_view text, std::string_view type) {
  return http::same_ignoring_case(text, type);
}

struct NamedFormat {
  EmbeddedFormat format;
  std::string_view name;
  std::string_view media_type;
};

constexpr NamedFormat kFormats[] = {
    {EmbeddedFormat::kJson, "json", "application/vnd.kafka.json.v2+json"},
    {EmbeddedFormat::kBinary, "binary", "application/vnd.kafka.binary.v2+json"},
    {EmbeddedFormat::kText, "text", "application/vnd.kafka.text.v2+json"},
};

// Calls `visit` with each type of an Accept header until it returns false.
void each_accepted(std::string_view accept, const std::function<bool(std::string_view)>& visit) {
  while (!accept.empty()) {
    std::string_view item = accept.substr(0, accept.find(','));
    accept.remove_prefix(std::min(accept.size(), item.size() + 1));
    if (!visit(without_parameters(item))) return;
  }
}

}  // namespace

std::optional<EmbeddedFormat> format_of_name(std::string_view name) {
  for (const NamedFormat& one : kFormats) {
    if (one.name == name) return one.format;
  }
  return std::nullopt;
}

std::string_view media_type(EmbeddedFormat format) {
  for (const NamedFormat& one : kFormats) {
    if (one.format == format) return one.media_type;
  }
  return kKafkaJson;
}

std::variant<EmbeddedFormat, RestError> embedded_format(std::optional<std::string_view> type) {
  std::string_view name = without_parameters(type.value_or(""));
  if (name.empty() || is_type(name, "application/json")) return EmbeddedFormat::kJson;
  for (const NamedFormat& one : kFormats) {
    if (is_type(name, one.media_type)) return one.format;
  }
  bool needs_schemas = false;
  for (std::string_view format : {"avro", "jsonschema", "protobuf"}) {
    std::string full = "application/vnd.kafka." + std::string(format) + ".v2+json";
    needs_schemas = needs_schemas || is_type(name, full);
  }
  return RestError{415, 415,
                   "HTTP 415 Unsupported Media Type: Content-Type: " + std::string(*type) +
                       (needs_schemas ? ": formats with schemas are not supported" : "") +
                       "; send application/vnd.kafka.json.v2+json or "
                       "application/vnd.kafka.binary.v2+json"};
}

std::optional<std::string_view> answer_type(std::optional<std::string_view> accept) {
  if (!accept || accept->empty() || *accept == "*/*") return kKafkaJson;
  std::optional<std::string_view> answer;
  each_accepted(*accept, [&](std::string_view type) {
    bool is_kafka = type.starts_with("application/vnd.kafka.") || type == "application/*";
    bool is_json = is_type(type, "application/json") || is_type(type, "text/html");
    if (is_kafka || type == "*/*") answer = kKafkaJson;
    if (!answer && is_json) answer = "application/json";
    return !answer;
  });
  return answer;
}

bool accepts(std::optional<std::string_view> accept, EmbeddedFormat format) {
  if (!accept || accept->empty()) return true;
  bool is_accepted = false;
  each_accepted(*accept, [&](std::string_view type) {
    for (std::string_view any : {"*/*", "application/*", "application/json", "text/html"}) {
      is_accepted = is_accepted || is_type(type, any);
    }
    is_accepted = is_accepted || is_type(type, kKafkaJson) || is_type(type, media_type(format));
    return !is_accepted;
  });
  return is_accepted;
}

}  // namespace pinflow::gateway
