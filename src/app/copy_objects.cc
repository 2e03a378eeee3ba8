#include "app/copy_objects.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "base/in_parallel.h"
#include "base/killpoint.h"
#include "lake/log_files.h"

namespace pinflow::app {
namespace {

using objects::ObjectInfo;
using Sizes = std::map<std::string, uint64_t, std::less<>>;

// Sidecars are files that checkpoints name: data, to who copies.
bool is_of_log(std::string_view key) {
  const size_t folder = key.find(lake::kLogFolder);
  if (folder == key.npos || (folder > 0 && key[folder - 1] != '/')) return false;
  return !key.substr(folder + lake::kLogFolder.size()).starts_with(lake::kSidecarFolder);
}

// Says where readers may begin, and is written anew with each checkpoint.
bool is_hint(std::string_view key) { return key.ends_with(lake::kLastCheckpointName); }

Result<std::vector<ObjectInfo>> list_some(const objects::Store& store, const std::string& prefix,
                                          bool (*is_wanted)(std::string_view key)) {
  TRY_ASSIGN(std::vector<ObjectInfo> all, store.list(prefix));
  std::erase_if(all, [&](const ObjectInfo& info) { return !is_wanted(info.key); });
  return all;
}

class ObjectCopy {
 public:
  ObjectCopy(const objects::Store& from, objects::Store& to, const ObjectCopyOptions& options,
             const std::stop_token& stop)
      : from_(from), to_(to), options_(options), stop_(stop) {}

  Result<ObjectCopyReport> run() {
    // The log first: what it names is listed behind it, whatever is written meanwhile.
    TRY_ASSIGN(const auto log, list_some(from_, options_.prefix, is_of_log));
    TRY_ASSIGN(const auto data, list_some(from_, options_.prefix,
                                          [](std::string_view key) { return !is_of_log(key); }));
    TRY_ASSIGN(const Sizes there, sizes_at_destination());
    TRY(copy_all(data, there, options_.thread_count));
    TRY(copy_log(log, there));
    TRY_ASSIGN(const Sizes now, sizes_at_destination());
    for (const auto* some : {&log, &data}) {
      for (const ObjectInfo& info : *some) {
        ++report_.objects;
        report_.bytes += info.size_bytes;
        report_.at_destination += now.contains(info.key) ? 1 : 0;
      }
    }
    std::ranges::sort(report_.differ);
    report_.was_stopped = stop_.stop_requested();
    return std::move(report_);
  }

 private:
  Result<Sizes> sizes_at_destination() const {
    TRY_ASSIGN(const auto listed, to_.list(options_.prefix));
    Sizes sizes;
    for (const ObjectInfo& info : listed) sizes[info.key] = info.size_bytes;
    return sizes;
  }

  // No commit goes behind one that differs: the tables would be no one's.
  Status copy_log(const std::vector<ObjectInfo>& log, const Sizes& there) {
    std::vector<ObjectInfo> known, other;
    for (const ObjectInfo& info : log) {
      const bool is_known = there.contains(info.key) && !is_hint(info.key);
      (is_known ? known : other).push_back(info);
    }
    TRY(copy_all(known, there, options_.thread_count));
    return report_.differ.empty() ? copy_all(other, there, 1) : Status();
  }

  Status copy_all(const std::vector<ObjectInfo>& infos, const Sizes& there, size_t thread_count) {
    // Hints come when all else is there, as they name it.
    for (const bool are_hints : {false, true}) {
      std::vector<const ObjectInfo*> at_hand;
      for (const ObjectInfo& info : infos) {
        if (is_hint(info.key) == are_hints) at_hand.push_back(&info);
      }
      TRY(in_parallel(at_hand.size(), thread_count, [&](size_t index) -> Status {
        if (stop_.stop_requested()) return Status();
        return copy_one(*at_hand[index], there);
      }));
    }
    return Status();
  }

  Status copy_one(const ObjectInfo& info, const Sizes& there) {
    auto found = there.find(info.key);
    if (is_hint(info.key)) {
      TRY_ASSIGN(const std::string bytes, from_.get(info.key));
      TRY(to_.put(info.key, bytes));
      return note(found == there.end() ? &report_.copied : &report_.already_there);
    }
    if (found == there.end()) return put_new(info.key);
    bool is_same = found->second == info.size_bytes;
    if (is_same && (options_.compares_bytes || is_of_log(info.key))) {
      TRY_ASSIGN(is_same, have_same_bytes(info.key));
    }
    return is_same ? note(&report_.already_there) : note_difference(info.key);
  }

  Status put_new(const std::string& key) {
    TRY_ASSIGN(const std::string bytes, from_.get(key));
    killpoint("copy_before_object");
    Status put = to_.put_if_absent(key, bytes);
    killpoint("copy_after_object");
    if (put.code() != Code::kAlreadyExists) {
      TRY(std::move(put));
      return note(&report_.copied);
    }
    TRY_ASSIGN(const bool is_same, have_same_bytes(key));  // Another was first.
    return is_same ? note(&report_.already_there) : note_difference(key);
  }

  Result<bool> have_same_bytes(const std::string& key) const {
    TRY_ASSIGN(const std::string ours, from_.get(key));
    TRY_ASSIGN(const std::string theirs, to_.get(key));
    return ours == theirs;
  }

  Status note(int64_t* count) {
    std::lock_guard lock(mutex_);
    ++*count;
    return Status();
  }
  Status note_difference(const std::string& key) {
    std::lock_guard lock(mutex_);
    report_.differ.push_back(key);
    return Status();
  }

  const objects::Store& from_;
  objects::Store& to_;
  const ObjectCopyOptions& options_;
  const std::stop_token stop_;
  std::mutex mutex_;
  ObjectCopyReport report_;  // Guarded by mutex_ while threads run.
};

}  // namespace

Result<ObjectCopyReport> copy_store(const objects::Store& from, objects::Store& to,
                                    const ObjectCopyOptions& options, const std::stop_token& stop) {
  return ObjectCopy(from, to, options, stop).run();
}

}  // namespace pinflow::app
