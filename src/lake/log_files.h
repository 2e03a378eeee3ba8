// The names of the files in a table's _delta_log, and what a listing of them says.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "objects/store.h"

namespace pinflow::lake {

inline constexpr std::string_view kLogFolder = "_delta_log/";
inline constexpr std::string_view kSidecarFolder = "_sidecars/";  // In the log's folder.
inline constexpr std::string_view kLastCheckpointName = "_last_checkpoint";

std::string version_text(int64_t version);     // 20 digits.
std::string commit_name(int64_t version);      // "00000000000000000007.json"
std::string checkpoint_name(int64_t version);  // "00000000000000000010.checkpoint.parquet"

struct LogFiles {
  std::map<int64_t, std::string> commits;  // Version -> key.
  // All the parts of whole ones: Parquet files, or one of JSON lines. They may name sidecars.
  std::map<int64_t, std::vector<std::string>> checkpoints;
};

// Sorts keys of a _delta_log out. Names of other kinds (checksums, hidden files) are passed over.
LogFiles sort_log_files(const std::vector<objects::ObjectInfo>& objects);

}  // namespace pinflow::lake
