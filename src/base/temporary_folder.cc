#include "base/temporary_folder.h"

#include <string>

#include "base/uuid.h"

namespace pinflow {

namespace fs = std::filesystem;

namespace {

fs::path whole_path(const fs::path& path) {
  std::error_code error;
  fs::path whole = fs::absolute(path, error);
  return error ? path : whole;
}

}  // namespace

TemporaryFolder::TemporaryFolder(std::string_view begin, const fs::path& parent)
    : path_(whole_path(parent) / (std::string(begin) + uuid4())), first_made_(path_) {
  std::error_code error;
  while (first_made_.has_relative_path() && !fs::exists(first_made_.parent_path(), error)) {
    first_made_ = first_made_.parent_path();
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  // remove() takes no folder with something in it.
  for (fs::path made = path_; made != first_made_;) {
    made = made.parent_path();
    if (!fs::remove(made, ignored)) break;
  }
}

fs::path TemporaryFolder::system_parent() {
  std::error_code error;
  fs::path parent = fs::temp_directory_path(error);
  return error ? fs::path("/tmp") : parent;
}

}  // namespace pinflow
