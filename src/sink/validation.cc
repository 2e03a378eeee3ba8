#include "sink/validation.h"

#include <map>
#include <vector>

#include "json/writer.h"
#include "sink/connector_config.h"
#include "sink/connector_options.h"

namespace pinflow::sink {
namespace {

// In the order of the table, and of a form that asks for them.
const std::vector<std::string_view>& groups() {
  static const std::vector<std::string_view> all = [] {
    std::vector<std::string_view> names;
    for (const Option& option : all_options()) {
      if (names.empty() || names.back() != option.group) names.push_back(option.group);
    }
    return names;
  }();
  return all;
}

void write_text_or_null(const std::optional<std::string_view>& text, json::Writer* writer) {
  if (text) {
    writer->value(*text);
  } else {
    writer->null();
  }
}

void write_definition(const Option& option, int order, json::Writer* writer) {
  bool has_effect = option.effect != Effect::kNone;
  writer->begin_object().member("name", option.name).member("type", type_name(option.type));
  writer->member("required", option.is_required).key("default_value");
  write_text_or_null(option.default_value, writer);
  writer->member("importance", option.is_required ? "HIGH" : has_effect ? "MEDIUM" : "LOW");
  writer->member("documentation", option.meaning).member("group", option.group);
  writer->member("width", "LONG").member("display_name", option.name);
  writer->key("dependents").begin_array().end_array();
  writer->member("order", order).end_object();
}

void write_value(std::string_view name, const std::optional<std::string_view>& value,
                 const std::vector<std::string_view>& recommended,
                 const std::vector<std::string>& errors, json::Writer* writer) {
  writer->begin_object().member("name", name).key("value");
  write_text_or_null(value, writer);
  writer->key("recommended_values").begin_array();
  for (std::string_view one : recommended) writer->value(one);
  writer->end_array().key("errors").begin_array();
  for (const std::string& error : errors) writer->value(error);
  writer->end_array().member("visible", true).end_object();
}

}  // namespace

bool names_plugin(std::string_view plugin) {
  return plugin == kConnectorClass || plugin == "S3SinkConnector" || plugin == "S3Sink";
}

std::string validation_json(const Properties& properties) {
  std::map<std::string, std::vector<std::string>> errors;
  for (OptionError& error : check_connector_config(properties).errors) {
    errors[error.option].push_back(std::move(error.message));
  }
  json::Writer writer;
  writer.begin_object().member("name", kConnectorClass);
  // As Connect counts: values with errors.
  writer.member("error_count", static_cast<int64_t>(errors.size()));
  writer.key("groups").begin_array();
  for (std::string_view group : groups()) writer.value(group);
  writer.end_array().key("configs").begin_array();
  int order = 0;
  std::string_view group;
  for (const Option& option : all_options()) {
    if (option.is_family()) continue;
    order = option.group == group ? order + 1 : 1;
    group = option.group;
    auto given = properties.find(std::string(option.name));
    auto value = given == properties.end() ? option.default_value
                                           : std::optional<std::string_view>(given->second);
    if (value && option.type == OptionType::kPassword) value = kHidden;
    writer.begin_object().key("definition");
    write_definition(option, order, &writer);
    writer.key("value");
    write_value(option.name, value, option.supported, errors[std::string(option.name)], &writer);
    writer.end_object();
  }
  for (const auto& [name, value] : properties) {
    auto option = find_option(name);
    if (option.ok() && !(*option)->is_family()) continue;
    writer.begin_object().key("definition").null().key("value");
    write_value(name, value, {}, errors[name], &writer);
    writer.end_object();
  }
  return writer.end_array().end_object().take();
}

std::string definitions_json() {
  json::Writer writer;
  writer.begin_array();
  int order = 0;
  for (const Option& option : all_options()) {
    if (!option.is_family()) write_definition(option, ++order, &writer);
  }
  return writer.end_array().take();
}

std::string explain_errors(const Properties& properties) {
  std::vector<OptionError> errors = check_connector_config(properties).errors;
  if (errors.empty()) return "";
  std::string text = "Connector configuration is invalid and contains the following " +
                     std::to_string(errors.size()) + " error(s):";
  for (const OptionError& error : errors) text += "\n" + error.message;
  return text +
         "\nYou can also find the above list of errors at the endpoint "
         "`/connector-plugins/S3SinkConnector/config/validate`";
}

}  // namespace pinflow::sink
