// FollowPosition: how far a dataset's table was followed, in a file of its own.
//
//   Files:       <folder>/<name>.json, and <name>.lock, which whoever follows holds.
//   Durability:  write_position() returns once it is durable; the file is whole at any time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/file.h"
#include "base/result.h"
#include "source/change_reader.h"

namespace pinflow::post {

struct FollowPosition {
  std::string source_name;  // Whose place it is.
  source::Follow follow;
  source::ChangePlace place;
  uint64_t row_count = 0;  // Acknowledged since the beginning, changed rows each time.
};

// Nothing where none was written. Errors: kCorruption; kUnavailable.
Result<std::optional<FollowPosition>> read_position(const std::filesystem::path& folder,
                                                    const std::string& name);
Status write_position(const std::filesystem::path& folder, const std::string& name,
                      const FollowPosition& position);
// All that the folder has, by name; none where it is missing.
Result<std::map<std::string, FollowPosition>> list_positions(const std::filesystem::path& folder);
// Errors: kNotFound.
Status remove_position(const std::filesystem::path& folder, const std::string& name);

// Held as long as the File lives, also against other processes.
// Errors: kAlreadyExists: another one holds it.
Result<File> lock_position(const std::filesystem::path& folder, const std::string& name);

}  // namespace pinflow::post
