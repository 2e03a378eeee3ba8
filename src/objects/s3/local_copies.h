// LocalCopies: copies of objects on this machine's disk, for engines that read files themselves.
//
//   Bounded:   past the limit those used longest ago go, but none within an hour of its use.
//   Threads:   any, at once.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "objects/store.h"

namespace pinflow::objects {

// Reads at most `size_bytes` from `position` on of the object with this etag.
using ReadRange = std::function<Result<std::string>(const ObjectInfo& of, uint64_t position,
                                                    uint64_t size_bytes)>;

class LocalCopies {
 public:
  LocalCopies(std::filesystem::path folder, uint64_t bytes_max,
              const Clock& clock = system_clock());

  // The copy of this version of the object, made by `read` where there is none.
  Result<std::filesystem::path> get(const ObjectInfo& info, const ReadRange& read);

 private:
  struct Copy {
    uint64_t size_bytes = 0;
    UnixMillis used_at{};
  };

  void load_existing();
  void make_room();

  const std::filesystem::path folder_;
  const uint64_t bytes_max_;
  const Clock& clock_;
  std::mutex mutex_;
  bool is_loaded_ = false;  // Guarded by mutex_, as is copies_.
  std::map<std::string, Copy> copies_;
};

}  // namespace pinflow::objects
