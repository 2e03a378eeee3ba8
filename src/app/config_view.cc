#include "app/config_view.h"

#include <variant>

#include "json/writer.h"

namespace pinflow::app {
namespace {

std::string setting_text(const TomlValue& value) {
  json::Writer writer;
  if (const std::string* text = value.text()) {
    writer.value(*text);
  } else if (const bool* flag = std::get_if<bool>(&value.data)) {
    writer.value(*flag);
  } else if (const int64_t* integer = std::get_if<int64_t>(&value.data)) {
    writer.value(*integer);
  } else if (const double* number = std::get_if<double>(&value.data)) {
    writer.value(*number);
  } else {
    writer.begin_array();
    for (const TomlValue& element : *value.array()) writer.value(*element.text());
    writer.end_array();
  }
  return writer.take();
}

// Keys of clients in [gateway] are hashes, but those of [gateway.credential] are not. Of Kafka's
// properties: those whose value is a password, or has one in it.
bool is_secret(std::string_view key) {
  if (key.ends_with(".secret_key") || key.ends_with(".session_token")) return true;
  return key.starts_with("eventlog.kafka.properties.") &&
         (key.ends_with("password") || key.ends_with("jaas.config") || key.ends_with("secret") ||
          key.ends_with(".pem"));
}

}  // namespace

std::string shown_value(std::string_view key, const Setting& setting) {
  if (is_secret(key)) return "\"(hidden)\"";
  std::string text = setting_text(setting.value);
  const size_t scheme = text.find("://");
  const size_t at = scheme == text.npos ? text.npos : text.rfind('@');
  const size_t colon = at == text.npos ? text.npos : text.find(':', scheme + 3);
  if (colon < at) text.replace(colon + 1, at - colon - 1, "(hidden)");
  return text;
}

std::string config_json(const Config& config) {
  json::Writer writer;
  writer.begin_object();
  for (const auto& [key, setting] : config.settings()) {
    writer.key(key).begin_object().key("value").raw(shown_value(key, setting));
    writer.member("origin", setting.origin).end_object();
  }
  return writer.end_object().take();
}

}  // namespace pinflow::app
