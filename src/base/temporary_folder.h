// TemporaryFolder: a folder of one's own, which goes with all that is in it.
#pragma once

#include <filesystem>
#include <string_view>

namespace pinflow {

class TemporaryFolder {
 public:
  // Names "<parent>/<begin><random>"; made by whoever first writes there. Parents that were missing
  // go with it, unless something else is in them then.
  explicit TemporaryFolder(std::string_view begin,
                           const std::filesystem::path& parent = system_parent());
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  static std::filesystem::path system_parent();  // TMPDIR, else /tmp.

  const std::filesystem::path path_;
  std::filesystem::path first_made_;
};

}  // namespace pinflow
