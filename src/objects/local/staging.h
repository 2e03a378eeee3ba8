// Staging: a process's own folder for files that are not objects yet, inside the store's root so
// that a rename makes them objects. It is made at the first use, hence reading needs no right to
// write; a lock on it lasts as long as the process, and tells the folder of a live process from
// one that a crash left behind.
#pragma once

#include <filesystem>

#include "objects/local/folder.h"

namespace pinflow::objects {

class Staging {
 public:
  // Makes one. Errors: kDenied; kUnavailable.
  static Result<Staging> open(const std::filesystem::path& root);
  Staging(Staging&& other) noexcept = default;
  ~Staging();  // Removes it.

  const Folder& folder() const { return folder_; }
  const std::filesystem::path& path() const { return path_; }

 private:
  Staging(Folder folder, std::filesystem::path path)
      : folder_(std::move(folder)), path_(std::move(path)) {}

  Folder folder_;  // Holds the lock.
  std::filesystem::path path_;
};

// Removes the staging folders of processes that are gone.
void remove_abandoned_staging(const std::filesystem::path& root);

}  // namespace pinflow::objects
