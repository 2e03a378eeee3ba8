// The options that the S3 sink connector and Kafka Connect know, and what this sink makes of them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pinflow::sink {

enum class Effect {
  kUsed,    // connector_config.cc reads it.
  kChoice,  // One of `supported`.
  kNone,    // Accepted, but nothing here depends on it.
};

struct Option {
  std::string_view name;  // With a dot at the end: every name that starts so.
  Effect effect;
  std::vector<std::string_view> supported = {};
};

// Errors: kInvalidArgument: unknown, with the nearest name.
Result<const Option*> find_option(std::string_view name);

// Whether a choice's value is supported. Class names may be given without their package.
// Errors: kInvalidArgument naming the option, the value and what is supported.
Status check_choice(const Option& option, std::string_view value);

}  // namespace pinflow::sink
