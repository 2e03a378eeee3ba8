// Notebooks: cells of SQL as plain files of a folder, <name>.sql, which the page SQL reads and
// writes. In a file, each line "-- %%" begins another cell; for pinflow it is one text.
//
//   Durability:  a write that returned OK survives a power cut, whole.
//   Threads:     any. Of two who write the same, the later one wins.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pinflow::serve {

class Notebooks {
 public:
  static constexpr size_t kBytesMax = 1 << 20;
  static constexpr size_t kCountMax = 1000;

  // The folder is made by the first write.
  explicit Notebooks(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // By name. Files that are called otherwise than check_name() wants are none.
  Result<std::vector<std::string>> names() const;
  // Errors of all: kInvalidArgument (the name, too much text); kNotFound; kUnavailable; kExhausted:
  // there are kCountMax.
  Result<std::string> read(std::string_view name) const;
  Status write(std::string_view name, std::string_view text);
  Status remove(std::string_view name);

  // 1 to 64 letters, digits, "-" and "_" of ASCII: no path, and the same file everywhere.
  static Status check_name(std::string_view name);

 private:
  std::filesystem::path file_of(std::string_view name) const;

  const std::filesystem::path folder_;
};

}  // namespace pinflow::serve
