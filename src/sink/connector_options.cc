#include "sink/connector_options.h"

#include <algorithm>

#include "base/nearest_name.h"

namespace pinflow::sink {
namespace {

bool names(const Option& option, std::string_view name) {
  return option.is_family() ? name.starts_with(option.name) : name == option.name;
}

// "io.confluent.connect.s3.format.json.JsonFormat" -> "JsonFormat"; others as they are.
std::string_view class_word(std::string_view value) {
  for (std::string_view package : {"io.confluent.connect.", "org.apache.kafka.connect."}) {
    if (value.starts_with(package)) return value.substr(value.rfind('.') + 1);
  }
  return value;
}

}  // namespace

std::string_view type_name(OptionType type) {
  constexpr std::string_view kNames[] = {"STRING", "INT",   "LONG",    "BOOLEAN",
                                         "LIST",   "CLASS", "PASSWORD"};
  return kNames[static_cast<size_t>(type)];
}

Result<const Option*> find_option(std::string_view name) {
  auto found = std::ranges::find_if(all_options(),
                                    [&](const Option& option) { return names(option, name); });
  if (found != all_options().end()) return &*found;
  std::vector<std::string> known;
  for (const Option& option : all_options()) known.emplace_back(option.name);
  return Status(Code::kInvalidArgument,
                "unknown option '" + std::string(name) + "'" + did_you_mean(name, known));
}

Status check_choice(const Option& option, std::string_view value) {
  std::string supported;
  for (std::string_view one : option.supported) {
    if (one == (option.type == OptionType::kClass ? class_word(value) : value)) return Status();
    supported += (supported.empty() ? "'" : ", '") + std::string(one) + "'";
  }
  return Status(Code::kInvalidArgument, "not supported; supported: " + supported);
}

}  // namespace pinflow::sink
