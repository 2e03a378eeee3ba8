#include "objects/s3/profile_file.h"

namespace pinflow::objects {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

}  // namespace

std::map<std::string, std::string> profile_section(std::string_view text,
                                                   std::string_view section) {
  std::map<std::string, std::string> settings;
  bool is_inside = false;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line[0] == '#' || line[0] == ';') continue;
    if (line[0] == '[') {
      is_inside = line.ends_with(']') && trimmed(line.substr(1, line.size() - 2)) == section;
      continue;
    }
    size_t equals = line.find('=');
    if (!is_inside || equals == std::string_view::npos) continue;
    settings[std::string(trimmed(line.substr(0, equals)))] = trimmed(line.substr(equals + 1));
  }
  return settings;
}

}  // namespace pinflow::objects
