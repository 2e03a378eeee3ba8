#include "schedule/run_locks.h"

#include <fcntl.h>

#include <cerrno>

namespace pinflow::schedule {

Result<File> RunLocks::take(runs::RunId id) const {
  TRY(create_directories_durably(file_.parent_path()));
  TRY_ASSIGN(File file, File::open(file_, File::Mode::kWrite));
  struct ::flock run_byte = {};
  run_byte.l_type = F_WRLCK;
  run_byte.l_whence = SEEK_SET;
  run_byte.l_start = static_cast<off_t>(id);
  run_byte.l_len = 1;
  // Of this open file, not of the process: two threads of one process exclude each other too.
  if (::fcntl(file.descriptor(), F_OFD_SETLK, &run_byte) == 0) return file;
  if (errno == EAGAIN || errno == EACCES) {
    return Status(Code::kAlreadyExists,
                  "run " + std::to_string(static_cast<int64_t>(id)) + " is under way elsewhere");
  }
  return posix_error("lock", file_.string());
}

}  // namespace pinflow::schedule
