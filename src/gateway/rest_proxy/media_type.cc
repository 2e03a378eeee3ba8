#include "gateway/rest_proxy/media_type.h"

#include <algorithm>
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

}  // namespace

std::variant<EmbeddedFormat, RestError> embedded_format(std::optional<std::string_view> type) {
  std::string_view name = without_parameters(type.value_or(""));
  if (name.empty() || is_type(name, "application/json") ||
      is_type(name, "application/vnd.kafka.json.v2+json")) {
    return EmbeddedFormat::kJson;
  }
  if (is_type(name, "application/vnd.kafka.binary.v2+json")) return EmbeddedFormat::kBinary;
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
  std::string_view rest = *accept;
  while (!rest.empty()) {
    std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), item.size() + 1));
    std::string_view type = without_parameters(item);
    bool is_kafka = type.starts_with("application/vnd.kafka.") || type == "application/*";
    bool is_json = is_type(type, "application/json") || is_type(type, "text/html");
    if (!answer && (is_kafka || type == "*/*")) answer = kKafkaJson;
    if (!answer && is_json) answer = "application/json";
  }
  return answer;
}

}  // namespace pinflow::gateway
