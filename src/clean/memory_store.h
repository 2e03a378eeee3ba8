// MemoryStore: a Store for this folder's tests, in which etags and faults can be set.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>

#include "objects/store.h"

namespace pinflow::clean {

class MemoryStore final : public objects::Store {
 public:
  std::map<std::string, std::string, std::less<>> objects;
  std::map<std::string, std::string, std::less<>> etags;  // Where it is not the size.
  std::set<std::string, std::less<>> unreadable;
  std::filesystem::path large_object_path;  // What local_path() answers.

  Status put(std::string_view key, std::string_view bytes) override {
    std::lock_guard lock(mutex_);
    objects[std::string(key)] = bytes;
    return Status();
  }
  Status put_all(std::span<const objects::Put> puts) override {
    for (const objects::Put& one : puts) TRY(put_if_absent(one.key, one.bytes));
    return Status();
  }
  Status put_if_absent(std::string_view key, std::string_view bytes) override {
    if (objects.contains(key)) return Status(Code::kAlreadyExists, std::string(key));
    return put(key, bytes);
  }
  Status put_file(std::string_view, const std::filesystem::path&) override { return no_files(); }

  Result<std::string> get(std::string_view key) const override {
    std::lock_guard lock(mutex_);
    if (unreadable.contains(key)) return Status(Code::kUnavailable, "disk error");
    auto found = objects.find(key);
    if (found == objects.end()) return Status(Code::kNotFound, std::string(key));
    return found->second;
  }
  Result<objects::ObjectInfo> info(std::string_view key) const override {
    auto found = objects.find(key);
    if (found == objects.end()) return Status(Code::kNotFound, std::string(key));
    auto etag = etags.find(key);
    uint64_t size = found->second.size();
    return objects::ObjectInfo{
        found->first, size, etag == etags.end() ? std::to_string(size) : etag->second, {}};
  }
  Result<std::vector<objects::ObjectInfo>> list(std::string_view prefix, std::string_view after,
                                                size_t count_max) const override {
    std::vector<objects::ObjectInfo> found;
    for (auto it = objects.lower_bound(prefix); it != objects.end(); ++it) {
      if (!it->first.starts_with(prefix) || found.size() == count_max) break;
      if (it->first > after) found.push_back(*info(it->first));
    }
    return found;
  }
  Status remove(std::string_view key) override {
    std::lock_guard lock(mutex_);
    objects.erase(std::string(key));
    return Status();
  }

  Result<std::filesystem::path> local_path(std::string_view) const override {
    if (large_object_path.empty()) return no_files();
    return large_object_path;
  }
  Result<std::filesystem::path> staging_directory() override { return no_files(); }

 private:
  mutable std::mutex mutex_;  // put(), get() and remove() are called by several threads.
  static Status no_files() { return Status(Code::kUnavailable, "memory store: has no files"); }
};

}  // namespace pinflow::clean
