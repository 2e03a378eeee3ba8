// The table properties that Delta defines and we follow.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pinflow::lake {

using Configuration = std::map<std::string, std::string>;

inline constexpr const char* kCheckpointInterval = "delta.checkpointInterval";
inline constexpr const char* kLogRetention = "delta.logRetentionDuration";
inline constexpr const char* kRemovedFileRetention = "delta.deletedFileRetentionDuration";

// "interval 1 hour", "interval 30 days". Nothing for what is no such text.
std::optional<std::chrono::milliseconds> parse_interval(std::string_view text);

int64_t commits_per_checkpoint(const Configuration& configuration);           // 10 if unsaid.
std::chrono::milliseconds log_retention(const Configuration& configuration);  // 30 days.
// How long a file that was removed is kept for readers of older versions: 7 days.
std::chrono::milliseconds removed_file_retention(const Configuration& configuration);

}  // namespace pinflow::lake
