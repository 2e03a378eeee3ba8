// What measured figures mean.
#include <cstdio>

#include "app/doctor.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

using State = Finding::State;

std::string gigabytes(uint64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GB", static_cast<double>(bytes) / 1e9);
  return text;
}

std::string milliseconds(std::chrono::microseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f ms", static_cast<double>(time.count()) / 1e3);
  return text;
}

std::string date(UnixMillis time) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
  char text[32];
  std::snprintf(text, sizeof text, "%d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

}  // namespace

Finding judge_service(const std::string& what, const std::string& good, const Status& status) {
  auto bad = [&](const char* mend) { return Finding{State::kBad, what, status.message(), mend}; };
  switch (status.code()) {
    case Code::kOk:
      return {State::kGood, what, good, ""};
    case Code::kDenied:
      return bad("check the credentials, and what they are allowed to do");
    case Code::kNotFound:
      return bad("make it, or correct its name in the configuration");
    case Code::kInvalidArgument:
      return bad("correct the configuration");
    default:
      return bad("check the address, the network and whether it runs");
  }
}

Finding judge_space(const std::string& folder, uint64_t free_bytes, uint64_t capacity_bytes) {
  constexpr uint64_t kBadBelow = 1'000'000'000;
  constexpr uint64_t kWarnBelow = 10'000'000'000;
  State state = free_bytes < kBadBelow    ? State::kBad
                : free_bytes < kWarnBelow ? State::kWarning
                                          : State::kGood;
  return {state, "disk space",
          gigabytes(free_bytes) + " of " + gigabytes(capacity_bytes) + " free at " + folder,
          state == State::kGood ? "" : "make room, or put the data elsewhere with --data"};
}

Finding judge_sync(const std::string& folder, std::chrono::microseconds median,
                   std::chrono::microseconds worst) {
  using std::chrono::milliseconds;
  State state = median > milliseconds(100)  ? State::kBad
                : median > milliseconds(10) ? State::kWarning
                                            : State::kGood;
  std::string found = "fdatasync takes " + app::milliseconds(median) + " (at worst " +
                      app::milliseconds(worst) + ") at " + folder;
  return {state, "disk sync", std::move(found),
          state == State::kGood
              ? ""
              : "each acknowledgement waits for it: put the data on an SSD of this machine"};
}

Finding judge_open_files(uint64_t allowed, uint64_t wanted) {
  bool is_enough = allowed >= wanted;
  return {is_enough ? State::kGood : State::kWarning, "open files",
          "at most " + std::to_string(allowed) + "; " + std::to_string(wanted) + " may be wanted",
          is_enough ? "" : "raise it (ulimit -Hn, LimitNOFILE=), or lower http.connections_max"};
}

Finding judge_clock(UnixMillis now, bool is_synchronised) {
  using namespace std::chrono_literals;
  constexpr UnixMillis kBuilt = std::chrono::sys_days(2024y / 1 / 1);
  std::string mend = "let a service such as chrony or systemd-timesyncd set it";
  if (now < kBuilt) return {State::kBad, "clock", "it says " + date(now), mend};
  if (is_synchronised) return {State::kGood, "clock", "synchronised; " + date(now), ""};
  return {State::kWarning, "clock", "nothing keeps it right; " + date(now),
          mend + ": signatures of AWS end 5 minutes off"};
}

Finding judge_certificate(const std::string& file, UnixMillis from, UnixMillis until,
                          UnixMillis now) {
  constexpr std::chrono::days kSoon{30};
  const std::string what = "certificate";
  if (now < from) {
    return {State::kBad, what, file + ": not valid before " + date(from), "check the clock"};
  }
  std::string found = file + ": valid until " + date(until);
  if (until <= now) return {State::kBad, what, found, "renew it, and start anew"};
  if (until - now < kSoon) return {State::kWarning, what, found, "renew it soon"};
  return {State::kGood, what, found, ""};
}

std::string_view state_name(Finding::State state) {
  switch (state) {
    case Finding::State::kGood:
      return "ok";
    case Finding::State::kWarning:
      return "warning";
    case Finding::State::kBad:
      break;
  }
  return "BAD";
}

std::string findings_json(const std::vector<Finding>& findings) {
  json::Writer writer;
  writer.begin_array();
  for (const Finding& finding : findings) {
    writer.begin_object().member("state", state_name(finding.state));
    writer.member("what", finding.what).member("found", finding.found);
    writer.member("mend", finding.mend).end_object();
  }
  return writer.end_array().take();
}

}  // namespace pinflow::app
