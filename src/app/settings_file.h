// read_settings(): the exercise's own little files (db_creds.yaml, api_conf.yaml, .env) as keys and
// values.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"

namespace pinflow::app {

// YAML with one map of scalars, or lines KEY=VALUE in a file whose name ends with "env".
// Errors: kNotFound; kInvalidArgument with the line. Values never stand in messages.
Result<std::map<std::string, std::string>> read_settings(const std::filesystem::path& file);

}  // namespace pinflow::app
