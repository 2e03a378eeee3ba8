#include "post/retry.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace pinflow::post {

bool sleep_for(std::chrono::nanoseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

SendResult send_with_retries(Target& target, const std::vector<PostedRow>& rows,
                             const RetryLimits& limits, std::mt19937_64* random,
                             const std::stop_token& stop) {
  using clock = std::chrono::steady_clock;
  const clock::time_point give_up_at = clock::now() + limits.give_up_after;
  SendResult result;
  result.outcomes = target.send(rows);
  for (std::chrono::milliseconds limit = limits.first;; limit = std::min(limit * 2, limits.most)) {
    std::vector<size_t> places;  // Of the rows that failed.
    std::vector<PostedRow> again;
    for (size_t place = 0; place < rows.size(); ++place) {
      if (result.outcomes[place].kind != Outcome::Kind::kRetry) continue;
      places.push_back(place);
      again.push_back(rows[place]);
    }
    if (again.empty()) return result;
    if (limits.on_retry) limits.on_retry(result.outcomes[places.front()].text);
    const std::chrono::milliseconds pause(
        std::uniform_int_distribution<int64_t>(0, limit.count())(*random));
    if (clock::now() + pause >= give_up_at || !sleep_for(pause, stop)) return result;

    result.retried += again.size();
    std::vector<Outcome> outcomes = target.send(again);
    for (size_t index = 0; index < places.size(); ++index) {
      result.outcomes[places[index]] = std::move(outcomes[index]);
    }
  }
}

}  // namespace pinflow::post
