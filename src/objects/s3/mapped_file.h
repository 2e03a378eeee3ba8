// MappedFile: a file's bytes in memory, read from disk as they are wanted.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace pinflow::objects {

class MappedFile {
 public:
  // Errors: kNotFound, kDenied, kUnavailable.
  static Result<MappedFile> open(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile();

  std::string_view bytes() const { return bytes_; }

 private:
  explicit MappedFile(std::string_view bytes) : bytes_(bytes) {}

  std::string_view bytes_;
};

}  // namespace pinflow::objects
