// Profiles: AWS's INI files, ~/.aws/credentials and ~/.aws/config.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace pinflow::objects {

// The settings of "[section]"; empty where there is no such section.
std::map<std::string, std::string> profile_section(std::string_view text, std::string_view section);

}  // namespace pinflow::objects
