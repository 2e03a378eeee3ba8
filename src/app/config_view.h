// config_json(): the settings in force as people may see them, without secrets.
#pragma once

#include <string>
#include <string_view>

#include "app/config.h"

namespace pinflow::app {

// The value as JSON; "(hidden)" for a password or what has one in it.
std::string shown_value(std::string_view key, const Setting& setting);

// {"http.listen": {"value": "127.0.0.1:8082", "origin": "default"}, …}
std::string config_json(const Config& config);

}  // namespace pinflow::app
