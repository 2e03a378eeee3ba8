#include "objects/s3/local_copies.h"

#include <algorithm>
#include <vector>

#include "base/file.h"
#include "base/uuid.h"
#include "http/sha256.h"

namespace pinflow::objects {
namespace {

constexpr uint64_t kRangeBytes = 8u << 20;
constexpr std::chrono::hours kSafeFor{1};
constexpr std::string_view kUnfinished = ".part-";

// Written under another name first, so that no other process takes it for whole.
Status write_copy(const std::filesystem::path& path, const ObjectInfo& info,
                  const ReadRange& read) {
  std::filesystem::path unfinished = path.parent_path() / (std::string(kUnfinished) + uuid4());
  TRY_ASSIGN(File file, File::open(unfinished, File::Mode::kCreate));
  Status status;
  for (uint64_t position = 0; position < info.size_bytes && status.ok();) {
    Result<std::string> bytes = read(info, position, kRangeBytes);
    status = bytes.ok() ? file.append(*bytes) : bytes.status();
    if (status.ok() && bytes->empty()) status = Status(Code::kUnavailable, "object cut short");
    if (bytes.ok()) position += bytes->size();
  }
  std::error_code error;
  if (status.ok()) std::filesystem::rename(unfinished, path, error);
  if (error) status = Status(Code::kUnavailable, path.string() + ": " + error.message());
  if (!status.ok()) std::filesystem::remove(unfinished, error);
  return status;
}

}  // namespace

LocalCopies::LocalCopies(std::filesystem::path folder, uint64_t bytes_max, const Clock& clock)
    : folder_(std::move(folder)), bytes_max_(bytes_max), clock_(clock) {}

Result<std::filesystem::path> LocalCopies::get(const ObjectInfo& info, const ReadRange& read) {
  // The ending stays, since engines may go by it.
  std::string name = http::to_hex(http::sha256(info.key + "\n" + info.etag)) +
                     std::filesystem::path(info.key).extension().string();
  std::filesystem::path path = folder_ / name;
  {
    std::lock_guard lock(mutex_);
    if (!is_loaded_) load_existing();
    if (auto found = copies_.find(name); found != copies_.end()) {
      found->second.used_at = clock_.now();
      return path;
    }
  }
  TRY(create_directories_durably(folder_));
  TRY(write_copy(path, info, read).with_context("local copy of " + info.key));
  std::lock_guard lock(mutex_);
  copies_[name] = {info.size_bytes, clock_.now()};
  make_room();
  return path;
}

// Those of earlier processes.
void LocalCopies::load_existing() {
  is_loaded_ = true;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    std::string name = entry.path().filename().string();
    if (name.starts_with(kUnfinished)) continue;
    copies_[name] = {entry.file_size(error), UnixMillis()};
  }
}

void LocalCopies::make_room() {
  uint64_t bytes = 0;
  std::vector<std::pair<UnixMillis, std::string>> by_age;
  for (const auto& [name, copy] : copies_) {
    bytes += copy.size_bytes;
    if (clock_.now() - copy.used_at > kSafeFor) by_age.emplace_back(copy.used_at, name);
  }
  std::ranges::sort(by_age);
  for (const auto& [used_at, name] : by_age) {
    if (bytes <= bytes_max_) return;
    std::error_code error;
    std::filesystem::remove(folder_ / name, error);
    bytes -= copies_[name].size_bytes;
    copies_.erase(name);
  }
}

}  // namespace pinflow::objects
