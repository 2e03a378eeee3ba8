#include "eventlog/local/directory_lock.h"

#include <sys/file.h>

#include <cerrno>

namespace pinflow::eventlog {

Result<File> lock_directory(const std::filesystem::path& directory) {
  TRY(create_directories_durably(directory));
  const auto path = directory / "LOCK";
  TRY_ASSIGN(File file, File::open(path, File::Mode::kAppend));
  if (::flock(file.descriptor(), LOCK_EX | LOCK_NB) == 0) return file;
  if (errno != EWOULDBLOCK) return posix_error("lock", path.string());
  return Status(
      Code::kAlreadyExists,
      directory.string() + ": in use by another pinflow: stop that one, or name another folder");
}

}  // namespace pinflow::eventlog
