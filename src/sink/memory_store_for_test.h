// A Store in memory for tests of the sink: as much of it as the sink uses, and failures on demand.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "objects/store.h"

namespace pinflow::sink {

class MemoryStore final : public objects::Store {
 public:
  // The next put_all() calls write their first object only, and fail.
  void fail_puts(int count) {
    std::lock_guard lock(mutex_);
    puts_to_fail_ = count;
  }

  // "key=bytes;" for each, with spaces for line breaks.
  std::string text() const {
    std::lock_guard lock(mutex_);
    std::string all;
    for (const auto& [key, bytes] : objects_) all += key + "=" + bytes + ";";
    for (char& letter : all) letter = letter == '\n' ? ' ' : letter;
    return all;
  }

  Status put(std::string_view key, std::string_view bytes) override {
    std::lock_guard lock(mutex_);
    objects_[std::string(key)] = bytes;
    return Status();
  }
  Status put_if_absent(std::string_view key, std::string_view bytes) override {
    objects::Put one{std::string(key), bytes};
    return put_all({&one, 1});
  }
  Status put_all(std::span<const objects::Put> puts) override {
    std::lock_guard lock(mutex_);
    bool fails = puts_to_fail_ > 0;
    if (fails) --puts_to_fail_;
    Status status;
    for (const objects::Put& put : puts) {
      if (!objects_.emplace(put.key, put.bytes).second) {
        status = Status(Code::kAlreadyExists, "put: " + put.key);
      }
      if (fails) return Status(Code::kUnavailable, "put: no space left");
    }
    return status;
  }

  Result<std::string> get(std::string_view key) const override {
    std::lock_guard lock(mutex_);
    auto found = objects_.find(std::string(key));
    if (found == objects_.end()) return Status(Code::kNotFound, "get");
    return found->second;
  }
  Result<std::vector<objects::ObjectInfo>> list(std::string_view prefix, std::string_view after,
                                                size_t count_max) const override {
    std::lock_guard lock(mutex_);
    std::vector<objects::ObjectInfo> found;
    for (const auto& [key, bytes] : objects_) {
      if (!key.starts_with(prefix) || key <= after || found.size() == count_max) continue;
      objects::ObjectInfo info;
      info.key = key;
      found.push_back(std::move(info));
    }
    return found;
  }
  Status remove(std::string_view key) override {
    std::lock_guard lock(mutex_);
    objects_.erase(std::string(key));
    return Status();
  }

  // What the sink never asks for.
  Status put_file(std::string_view, const std::filesystem::path&) override { return unused(); }
  Result<objects::ObjectInfo> info(std::string_view) const override { return unused(); }
  Result<std::filesystem::path> local_path(std::string_view) const override { return unused(); }
  Result<std::filesystem::path> staging_directory() override { return unused(); }

 private:
  static Status unused() { return Status(Code::kInvalidArgument, "not in this test store"); }

  mutable std::mutex mutex_;
  std::map<std::string, std::string> objects_;
  int puts_to_fail_ = 0;
};

}  // namespace pinflow::sink
