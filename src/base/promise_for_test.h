// test_name(): the name of the test that tries a promise on a stand-in.
#pragma once

#include <cctype>
#include <string>
#include <string_view>

namespace pinflow {

// "local", "an object is kept" -> "local_AnObjectIsKept".
inline std::string test_name(std::string_view stand_in, std::string_view sentence) {
  std::string name = std::string(stand_in) + "_";
  bool begins_word = true;
  for (char letter : sentence) {
    const auto code = static_cast<unsigned char>(letter);
    if (std::isalnum(code)) name += begins_word ? static_cast<char>(std::toupper(code)) : letter;
    begins_word = !std::isalnum(code);
  }
  return name;
}

}  // namespace pinflow
