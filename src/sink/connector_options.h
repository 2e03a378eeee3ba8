// The options that the S3 sink connector and Kafka Connect know, and what this sink makes of them.
// Names, types and defaults are those of the connector's own definition.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pinflow::sink {

// What is shown in place of a password, as Connect does.
inline constexpr std::string_view kHidden = "[hidden]";

enum class Effect {
  kUsed,    // connector_config.cc reads it.
  kChoice,  // One of `supported`.
  kNone,    // Accepted, but nothing here depends on it.
};

enum class OptionType { kString, kInt, kLong, kBoolean, kList, kClass, kPassword };
std::string_view type_name(OptionType type);  // "STRING"

struct Option {
  std::string_view name;  // With a dot at the end: every name that starts so.
  OptionType type = OptionType::kString;
  bool is_required = false;
  std::optional<std::string_view> default_value;
  Effect effect = Effect::kNone;
  std::vector<std::string_view> supported;  // Classes without their package.
  std::string_view meaning;                 // For people: a line.
  std::string_view group;                   // "S3": where forms show it.

  bool is_family() const { return name.ends_with('.'); }
};

// All of them, those of a group together.
const std::vector<Option>& all_options();

// Errors: kInvalidArgument: unknown, with the nearest name.
Result<const Option*> find_option(std::string_view name);

// Whether a choice's value is supported. Classes may be given with their package or without.
// Errors: kInvalidArgument saying what is supported.
Status check_choice(const Option& option, std::string_view value);

}  // namespace pinflow::sink
