#include "schedule/ownership.h"

#include <sys/file.h>

#include <cerrno>

namespace pinflow::schedule {

Result<bool> Ownership::take() {
  if (held_) return true;
  TRY(create_directories_durably(file_.parent_path()));
  TRY_ASSIGN(File file, File::open(file_, File::Mode::kAppend));
  if (::flock(file.descriptor(), LOCK_EX | LOCK_NB) == 0) {
    held_ = std::move(file);
    return true;
  }
  if (errno == EWOULDBLOCK) return false;
  return posix_error("lock", file_.string());
}

}  // namespace pinflow::schedule
