#include "sink/option_reader.h"

#include "sink/connector_options.h"

namespace pinflow::sink {

void OptionReader::refuse_value(const std::string& option, const std::string& why) {
  Result<const Option*> known = find_option(option);
  bool is_secret = known.ok() && (*known)->type == OptionType::kPassword;
  refuse(option, "Invalid value " + (is_secret ? std::string(kHidden) : properties_.at(option)) +
                     " for configuration " + option + ": " + why);
}

const std::string* OptionReader::find(const std::string& option) const {
  auto found = properties_.find(option);
  return found == properties_.end() ? nullptr : &found->second;
}

bool OptionReader::is(const std::string& option, std::string_view value) const {
  const std::string* text = find(option);
  return text != nullptr && std::string_view(*text).ends_with(value);
}

void OptionReader::read(const std::string& option, std::string* target) const {
  if (const std::string* text = find(option)) *target = *text;
}

void OptionReader::read_interval(const std::string& option,
                                 std::optional<std::chrono::milliseconds>* target) {
  int64_t milliseconds = -1;
  read<int64_t>(option, -1, INT64_MAX, &milliseconds);
  if (milliseconds == 0) refuse_value(option, "-1 is off, else at least 1");
  if (milliseconds > 0) *target = std::chrono::milliseconds(milliseconds);
}

}  // namespace pinflow::sink
