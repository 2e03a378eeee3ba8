#include "app/readiness.h"

#include <algorithm>
#include <filesystem>

#include "app/lag.h"
#include "base/file.h"

namespace pinflow::app {
namespace {

constexpr std::chrono::seconds kGoodFor{2};
constexpr uint64_t kFreeBytesLeast = 16 << 20;

Status check_log(Parts& parts) {
  TRY_ASSIGN(eventlog::EventLog * log, parts.eventlog());
  return log->takes_records();
}

serve::ReadyCheck check_disk(const std::filesystem::path& data) {
  serve::ReadyCheck check{"disk", Status()};
  std::error_code error;
  auto space = std::filesystem::space(data, error);
  if (error || space.available < kFreeBytesLeast) {
    check.status = Status(Code::kUnavailable, data.string() + ": the disk is full");
    return check;
  }
  check.status = replace_file(data / "ready.probe", "1");
  check.message = std::to_string(space.available >> 20) + " MiB free";
  return check;
}

serve::ReadyCheck check_lag(Parts& parts) {
  serve::ReadyCheck check{"lag", Status(), "no record waits for a stream"};
  const int64_t most = parts.config().integer("serve.ready_lag_ms");
  Result<std::vector<Lag>> all = lags(parts);
  if (!all.ok()) {  // Records can be accepted all the same.
    check.message = "not known: " + std::string(all.status().message());
    if (most > 0) check.status = all.status();
    return check;
  }
  const Lag* longest = nullptr;
  for (const Lag& lag : *all) {
    if (!lag.is_of_stream() || !lag.oldest_at) continue;
    if (longest == nullptr || *lag.oldest_at < *longest->oldest_at) longest = &lag;
  }
  if (longest == nullptr) return check;
  auto age = std::max(system_clock().now() - *longest->oldest_at, std::chrono::milliseconds(0));
  check.message = longest->part + ": " + std::to_string(longest->records) +
                  " records wait, the oldest for " + std::to_string(age.count()) + " ms";
  if (most > 0 && age.count() > most) check.status = Status(Code::kUnavailable, check.message);
  return check;
}

}  // namespace

std::vector<serve::ReadyCheck> Readiness::checks() {
  std::lock_guard lock(mutex_);
  auto now = std::chrono::steady_clock::now();
  if (now < good_until_) return found_;
  found_ = {{"log", check_log(parts_)}, check_disk(parts_.data()), check_lag(parts_)};
  good_until_ = now + kGoodFor;
  return found_;
}

}  // namespace pinflow::app
