// Files of this repository that the program carries in itself, so that it works in any folder.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace pinflow::app {

// The content of "config/default.toml" or "pipelines/pinterest/…"; nothing for other names.
std::optional<std::string_view> embedded_file(std::string_view path);
// Paths of all embedded files that begin with `prefix`, sorted.
std::vector<std::string_view> embedded_files(std::string_view prefix);

}  // namespace pinflow::app
