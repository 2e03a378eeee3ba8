#include "http/refusal_log.h"

#include <utility>

#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace pinflow::http {

void RefusalLog::note(int status, std::string_view what, std::string_view peer,
                      std::string_view cause, Time now) {
  telemetry::counter("pinflow_" + part_ + "_requests_refused_total",
                     "requests answered by an error", {{"status", std::to_string(status)}})
      .add();
  uint64_t left_out = 0;
  {
    std::lock_guard lock(mutex_);
    auto [place, is_first] = recent_.try_emplace(status);
    Recent& recent = place->second;
    if (!is_first && now - recent.written_at < std::chrono::seconds(1)) {
      ++recent.left_out;
      return;
    }
    left_out = std::exchange(recent.left_out, 0);
    recent.written_at = now;
  }
  telemetry::log(telemetry::Level::kWarning, part_, "request refused",
                 {{"request", what},
                  {"status", status},
                  {"cause", cause},
                  {"peer", peer},
                  {"not_logged_before", left_out}});
}

}  // namespace pinflow::http
