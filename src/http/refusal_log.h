// RefusalLog: a line in the log for requests that were refused, and a counter; but no flood of
// lines when a client repeats its mistake.
//
//   Threads:   any.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace pinflow::http {

class RefusalLog {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `part` is the folder's name; its counter is pinflow_<part>_requests_refused_total{status}.
  explicit RefusalLog(std::string part) : part_(std::move(part)) {}

  // Of each status, one line a second; the next line says how many were left out before.
  void note(int status, std::string_view what, std::string_view peer, std::string_view cause,
            Time now = std::chrono::steady_clock::now());

 private:
  struct Recent {
    Time written_at;
    uint64_t left_out = 0;
  };

  const std::string part_;
  std::mutex mutex_;
  std::map<int, Recent> recent_;  // By status. Guarded by mutex_.
};

}  // namespace pinflow::http
