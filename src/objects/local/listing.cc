#include "objects/local/listing.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>

#include "base/file.h"

namespace pinflow::objects {
namespace {

// One walk in key order: a folder sorts as its name and the slash that follows it in keys.
class Walk {
 public:
  Walk(std::string_view prefix, std::string_view after, size_t count_max)
      : prefix_(prefix), after_(after), count_max_(count_max) {}

  // `path` is the folder's own: "" or "a/b/".
  Status visit(const Folder& folder, const std::string& path) {
    TRY_ASSIGN(std::vector<std::string> keys, wanted_below(folder, path));
    for (std::string& key : keys) {
      if (found_.size() >= count_max_) break;
      bool is_folder = key.back() == '/';
      std::string name = key.substr(path.size(), key.size() - path.size() - is_folder);
      if (!is_folder) {
        add_file(folder, name, std::move(key));
        continue;
      }
      Result<Folder> below = folder.enter(name);
      if (below.status().code() == Code::kNotFound) continue;  // Gone since it was read.
      if (!below.ok()) return below.status();
      TRY(visit(*below, key));
    }
    return Status();
  }

  std::vector<ObjectInfo> take() { return std::move(found_); }

 private:
  // Keys of files, and of folders with a slash behind, that may hold what is asked for; sorted.
  Result<std::vector<std::string>> wanted_below(const Folder& folder, const std::string& path) {
    int descriptor = ::openat(folder.descriptor(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return posix_error("list", path);
    std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(descriptor), ::closedir);
    std::vector<std::string> keys;
    errno = 0;
    while (const dirent* entry = ::readdir(stream.get())) {
      std::string_view name = entry->d_name;
      if (name == "." || name == ".." || (path.empty() && name == kStagingFolder)) continue;
      unsigned char type = entry->d_type;
      if (type == DT_UNKNOWN) type = look_up_type(folder, entry->d_name);
      if (type != DT_DIR && type != DT_REG) continue;
      std::string key = path + std::string(name) + (type == DT_DIR ? "/" : "");
      if (is_wanted(key)) keys.push_back(std::move(key));
    }
    if (errno != 0) return posix_error("list", path);
    std::sort(keys.begin(), keys.end());
    return keys;
  }

  static unsigned char look_up_type(const Folder& folder, const char* name) {
    struct stat info = {};
    if (::fstatat(folder.descriptor(), name, &info, AT_SYMLINK_NOFOLLOW) != 0) errno = 0;
    return S_ISDIR(info.st_mode) ? DT_DIR : S_ISREG(info.st_mode) ? DT_REG : DT_LNK;
  }

  bool is_wanted(std::string_view key) const {
    if (key.back() != '/') return key.starts_with(prefix_) && key > after_;
    bool may_match = key.starts_with(prefix_) || prefix_.starts_with(key);
    return may_match && (key > after_ || after_.starts_with(key));
  }

  void add_file(const Folder& folder, const std::string& name, std::string key) {
    struct stat info = {};
    if (!check_key(key).ok()) return;
    if (::fstatat(folder.descriptor(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return;
    found_.push_back(object_info(std::move(key), info));
  }

  std::string_view prefix_;
  std::string_view after_;
  size_t count_max_;
  std::vector<ObjectInfo> found_;
};

}  // namespace

ObjectInfo object_info(std::string key, const struct stat& file) {
  constexpr int64_t kNanosecondsPerSecond = 1'000'000'000;
  int64_t nanoseconds = file.st_mtim.tv_sec * kNanosecondsPerSecond + file.st_mtim.tv_nsec;
  char etag[64];  // With the file's number: two may be of one tick of the kernel's clock.
  std::snprintf(etag, sizeof etag, "%llx-%llx-%llx", static_cast<unsigned long long>(nanoseconds),
                static_cast<unsigned long long>(file.st_ino),
                static_cast<unsigned long long>(file.st_size));
  auto modified = std::chrono::floor<std::chrono::milliseconds>(
      std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(nanoseconds)));
  return {std::move(key), static_cast<uint64_t>(file.st_size), etag, modified};
}

Result<std::vector<ObjectInfo>> list_files(const Folder& root, std::string_view prefix,
                                           std::string_view after, size_t count_max) {
  size_t slash = prefix.rfind('/');
  std::string path(prefix.substr(0, slash == std::string_view::npos ? 0 : slash));
  // No object lies where no key can lead.
  bool leads_nowhere = slash == 0 || path == kStagingFolder ||
                       path.starts_with(std::string(kStagingFolder) + "/") ||
                       (!path.empty() && !check_key(path).ok());
  if (leads_nowhere) return std::vector<ObjectInfo>();
  Result<Folder> start = root.enter_all(path);
  if (start.status().code() == Code::kNotFound) return std::vector<ObjectInfo>();
  if (!start.ok()) return start.status();
  Walk walk(prefix, after, count_max);
  TRY(walk.visit(*start, path.empty() ? "" : path + "/"));
  return walk.take();
}

}  // namespace pinflow::objects
