#include "objects/local/local_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "base/file.h"
#include "base/killpoint.h"
#include "objects/local/folder.h"
#include "objects/local/listing.h"
#include "objects/local/staging.h"
#include "objects/request_count.h"

namespace pinflow::objects {
namespace {

// Threads of one put_all(): the file system commits what several wait for at once. Measured by
// put_bench.cc.
constexpr size_t kPutThreadCount = 8;
// Objects that put_all() writes before it syncs their folders, which bounds open folders too.
constexpr size_t kPutChunk = 512;

// Of one answer to LIST, at S3.
constexpr size_t kPageObjects = 1000;

enum class Existing { kReplace, kKeep };

Status check_local_key(std::string_view key) {
  TRY(check_key(key));
  std::string_view first = key.substr(0, key.find('/'));
  if (first != kStagingFolder) return Status();
  return Status(Code::kInvalidArgument, "object key: this folder is reserved");
}

std::string folder_part(std::string_view key) {
  size_t slash = key.rfind('/');
  return std::string(key.substr(0, slash == std::string_view::npos ? 0 : slash));
}

std::string name_part(std::string_view key) { return std::string(key.substr(key.rfind('/') + 1)); }

// An error that only another key can mend.
Status put_error(const char* what, std::string_view key) {
  if (errno == ENAMETOOLONG || errno == EISDIR || errno == ENOTDIR || errno == ELOOP) {
    return Status(Code::kInvalidArgument, std::string(what) + ": " + std::string(key) +
                                              ": the name is too long, or taken by a folder");
  }
  return posix_error(what, key);
}

class LocalStore final : public Store {
 public:
  LocalStore(Folder root, std::filesystem::path path)
      : root_(std::move(root)), path_(std::move(path)) {}

  Status put(std::string_view key, std::string_view bytes) override {
    Put one{std::string(key), bytes};
    return write_chunk({&one, 1}, Existing::kReplace);
  }

  Status put_if_absent(std::string_view key, std::string_view bytes) override {
    Put one{std::string(key), bytes};
    return write_chunk({&one, 1}, Existing::kKeep);
  }

  Status put_all(std::span<const Put> puts) override {
    Status existing;
    for (size_t begin = 0; begin < puts.size(); begin += kPutChunk) {
      size_t count = std::min(kPutChunk, puts.size() - begin);
      Status status = write_chunk(puts.subspan(begin, count), Existing::kKeep);
      if (status.code() == Code::kAlreadyExists)
        existing = std::move(status);
      else
        TRY(std::move(status));
    }
    return existing;
  }

  Status put_file(std::string_view key, const std::filesystem::path& file) override {
    TRY(check_local_key(key));
    {
      TRY_ASSIGN(File source, File::open(file, File::Mode::kRead));
      TRY(source.sync());
    }
    TRY_ASSIGN(Folder folder, make_folder(folder_part(key)));
    std::error_code error;
    uint64_t size_bytes = std::filesystem::file_size(file, error);
    count_request(RequestKind::kPut, error ? 0 : size_bytes);
    Status status = rename_to(AT_FDCWD, file.string(), folder, key, Existing::kKeep);
    if (status.code() == Code::kUnavailable) {  // On another file system: copy its bytes.
      TRY_ASSIGN(std::string bytes, read_file(file));
      TRY(put_if_absent(key, bytes));
      ::unlink(file.c_str());
      return Status();
    }
    TRY(std::move(status));
    return sync(folder);
  }

  Result<std::string> get(std::string_view key) const override {
    TRY(check_local_key(key));
    Result<std::string> bytes = root_.read_file(std::string(key));
    count_request(RequestKind::kGet, 0, bytes.ok() ? bytes->size() : 0);
    return bytes;
  }

  Result<ObjectInfo> info(std::string_view key) const override {
    TRY(check_local_key(key));
    count_request(RequestKind::kGet);
    TRY_ASSIGN(Folder folder, root_.enter_all(folder_part(key)));
    struct stat file = {};
    if (::fstatat(folder.descriptor(), name_part(key).c_str(), &file, AT_SYMLINK_NOFOLLOW) != 0) {
      return posix_error("stat", key);
    }
    if (S_ISREG(file.st_mode)) return object_info(std::string(key), file);
    return Status(Code::kNotFound, "stat: " + std::string(key) + ": no object");
  }

  Result<std::vector<ObjectInfo>> list(std::string_view prefix, std::string_view after,
                                       size_t count_max) const override {
    Result<std::vector<ObjectInfo>> found = list_files(root_, prefix, after, count_max);
    count_request(RequestKind::kList, 0, 0, 1 + (found.ok() ? found->size() / kPageObjects : 0));
    return found;
  }

  Status remove(std::string_view key) override {
    TRY(check_local_key(key));
    count_request(RequestKind::kDelete);
    Result<Folder> folder = root_.enter_all(folder_part(key));
    if (folder.status().code() == Code::kNotFound) return Status();
    if (!folder.ok()) return folder.status();
    bool gone = ::unlinkat(folder->descriptor(), name_part(key).c_str(), 0) == 0 ||
                errno == ENOENT || errno == EISDIR;
    return gone ? Status() : posix_error("remove", key);
  }

  Result<std::filesystem::path> local_path(std::string_view key) const override {
    TRY_ASSIGN(ObjectInfo found, info(key));
    return path_ / found.key;
  }

  std::string url(std::string_view key) const override {
    return "file://" + std::filesystem::absolute(path_).lexically_normal().string() + "/" +
           std::string(key);
  }

  Result<std::filesystem::path> staging_directory() override {
    TRY_ASSIGN(const Staging* own, staging());
    return own->path();
  }

 private:
  Status write_chunk(std::span<const Put> puts, Existing existing) {
    TRY_ASSIGN(const Staging* own, staging());
    std::map<std::string, Folder> folders;
    for (const Put& put : puts) {
      TRY(check_local_key(put.key));
      std::string path = folder_part(put.key);
      if (folders.contains(path)) continue;
      TRY_ASSIGN(Folder folder, make_folder(path));
      folders.emplace(std::move(path), std::move(folder));
    }

    size_t thread_count = std::min(kPutThreadCount, puts.size());
    std::vector<Status> outcomes(thread_count);
    std::atomic<size_t> next{0};
    auto write_some = [&](size_t thread) {
      for (size_t i = next++; i < puts.size(); i = next++) {
        const Folder& folder = folders.at(folder_part(puts[i].key));
        Status status = write_one(own->folder(), folder, puts[i], existing);
        if (!status.ok()) outcomes[thread] = std::move(status);
        if (!outcomes[thread].ok() && outcomes[thread].code() != Code::kAlreadyExists) return;
      }
    };
    std::vector<std::jthread> threads;
    for (size_t i = 1; i < thread_count; ++i) threads.emplace_back(write_some, i);
    write_some(0);
    threads.clear();

    for (const auto& [path, folder] : folders) TRY(sync(folder));
    Status worst;
    for (Status& outcome : outcomes) {
      bool worse = worst.ok() || worst.code() == Code::kAlreadyExists;
      if (!outcome.ok() && worse) worst = std::move(outcome);
    }
    return worst;
  }

  Status write_one(const Folder& staging, const Folder& folder, const Put& put, Existing existing) {
    std::string name = std::to_string(next_temporary_++);
    count_request(RequestKind::kPut, put.bytes.size());
    Status status = staging.write_new_file(name, put.bytes);
    killpoint("objects_after_temp");
    if (status.ok()) status = rename_to(staging.descriptor(), name, folder, put.key, existing);
    if (!status.ok()) ::unlinkat(staging.descriptor(), name.c_str(), 0);
    killpoint("objects_after_rename");
    return std::move(status).with_context("put " + put.key);
  }

  static Status rename_to(int from_folder, const std::string& from, const Folder& folder,
                          std::string_view key, Existing existing) {
    std::string name = name_part(key);
    unsigned flags = existing == Existing::kKeep ? RENAME_NOREPLACE : 0;
    int to_folder = folder.descriptor();
    if (::renameat2(from_folder, from.c_str(), to_folder, name.c_str(), flags) == 0) {
      return Status();
    }
    if (errno != EINVAL || flags == 0) return put_error("rename", key);
    // A file system without RENAME_NOREPLACE, such as NFS.
    if (::linkat(from_folder, from.c_str(), to_folder, name.c_str(), 0) != 0) {
      return put_error("link", key);
    }
    ::unlinkat(from_folder, from.c_str(), 0);
    return Status();
  }

  // Opens the folder of new objects; makes it and its parents, durably, where they are missing.
  Result<Folder> make_folder(const std::string& path) {
    if (sync_failed_) {
      return Status(Code::kUnavailable, "put: stopped by an earlier failed sync; open it anew");
    }
    size_t entered_bytes = 0;
    auto make = [&](const Folder& above, const std::string& name) -> Status {
      entered_bytes += name.size() + (entered_bytes > 0 ? 1 : 0);
      bool made = ::mkdirat(above.descriptor(), name.c_str(), 0755) == 0;
      if (!made && errno != EEXIST) return put_error("create folder", path);
      std::string so_far = path.substr(0, entered_bytes);
      // A folder that was found may be one whose making another thread or a crashed process
      // never finished.
      std::lock_guard lock(mutex_);
      if (!made && durable_folders_.contains(so_far)) return Status();
      TRY(sync(above));
      durable_folders_.insert(std::move(so_far));
      return Status();
    };
    Result<Folder> folder = root_.enter_all(path, make);
    if (folder.status().code() != Code::kNotFound) return folder;
    return Status(Code::kInvalidArgument, "create folder: " + path + ": taken by an object");
  }

  Status sync(const Folder& folder) {
    Status status = folder.sync();
    if (!status.ok()) sync_failed_ = true;  // Nobody knows which of the names are on disk.
    return status;
  }

  Result<const Staging*> staging() {
    std::lock_guard lock(mutex_);
    if (!staging_) {
      TRY_ASSIGN(Staging opened, Staging::open(path_));
      staging_.emplace(std::move(opened));
    }
    return &*staging_;
  }

  Folder root_;
  std::filesystem::path path_;
  std::atomic<uint64_t> next_temporary_{0};
  std::atomic<bool> sync_failed_{false};
  std::mutex mutex_;
  std::optional<Staging> staging_;
  std::set<std::string> durable_folders_;  // Their names in their parents are on disk.
};

}  // namespace

Result<std::unique_ptr<Store>> open_local_store(const std::filesystem::path& directory,
                                                bool create) {
  if (create) TRY(create_directories_durably(directory));
  std::filesystem::path path = std::filesystem::absolute(directory);
  TRY_ASSIGN(Folder root, Folder::open(path));
  remove_abandoned_staging(path);
  return std::unique_ptr<Store>(std::make_unique<LocalStore>(std::move(root), std::move(path)));
}

}  // namespace pinflow::objects
