#include "objects/local/staging.h"

#include <sys/file.h>

#include "base/file.h"
#include "base/uuid.h"
#include "objects/local/listing.h"

namespace pinflow::objects {
namespace {

// While it is held no process makes or removes staging folders.
Status lock_all(const Folder& all) {
  if (::flock(all.descriptor(), LOCK_EX) != 0) return posix_error("lock", "staging");
  return Status();
}

void remove_abandoned(const Folder& all, const std::filesystem::path& path) {
  std::error_code ignored;  // What cannot be removed stays hidden.
  for (const auto& entry : std::filesystem::directory_iterator(path, ignored)) {
    Result<Folder> folder = all.enter(entry.path().filename().string());
    bool alive = folder.ok() && ::flock(folder->descriptor(), LOCK_EX | LOCK_NB) != 0;
    if (!alive) std::filesystem::remove_all(entry.path(), ignored);
  }
}

}  // namespace

void remove_abandoned_staging(const std::filesystem::path& root) {
  std::filesystem::path path = root / kStagingFolder;
  Result<Folder> all = Folder::open(path);
  if (all.ok() && lock_all(*all).ok()) remove_abandoned(*all, path);
}

Result<Staging> Staging::open(const std::filesystem::path& root) {
  std::filesystem::path all_path = root / kStagingFolder;
  TRY(create_directories_durably(all_path));
  TRY_ASSIGN(Folder all, Folder::open(all_path));
  TRY(lock_all(all));
  std::filesystem::path path = all_path / uuid4();
  TRY(create_directories_durably(path));
  TRY_ASSIGN(Folder folder, Folder::open(path));
  if (::flock(folder.descriptor(), LOCK_EX) != 0) return posix_error("lock", path.string());
  return Staging(std::move(folder), std::move(path));
}

Staging::~Staging() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace pinflow::objects
