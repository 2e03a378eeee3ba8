// OptionReader: reads a connector's options one by one into a config.
#pragma once

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sink/properties.h"

namespace pinflow::sink {

// What is wrong with one option, in a sentence that names it.
struct OptionError {
  std::string option;
  std::string message;
};

// What is absent leaves its target as it is; what is wrong is noted.
class OptionReader {
 public:
  // Keeps references.
  OptionReader(const Properties& properties, std::vector<OptionError>* errors)
      : properties_(properties), errors_(*errors) {}

  void refuse(const std::string& option, const std::string& message) {
    errors_.push_back({option, message});
  }
  // In Connect's words; a password's value is not told.
  void refuse_value(const std::string& option, const std::string& why);

  const std::string* find(const std::string& option) const;
  // Whether it is given and ends so, as classes do with or without their package.
  bool is(const std::string& option, std::string_view value) const;

  void read(const std::string& option, std::string* target) const;
  template <class Number>
  void read(const std::string& option, Number least, Number most, Number* target) {
    const std::string* text = find(option);
    if (text == nullptr) return;
    Number number{};
    const char* end = text->data() + text->size();
    auto [rest, error] = std::from_chars(text->data(), end, number);
    if (error == std::errc() && rest == end && number >= least && number <= most) {
      *target = number;
    } else {
      refuse_value(option, "not a whole number from " + std::to_string(least) + " to " +
                               std::to_string(most));
    }
  }
  // -1 is off.
  void read_interval(const std::string& option, std::optional<std::chrono::milliseconds>* target);

 private:
  const Properties& properties_;
  std::vector<OptionError>& errors_;
};

}  // namespace pinflow::sink
