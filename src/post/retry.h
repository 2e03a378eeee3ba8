// send_with_retries(): posts rows until each is accepted or given up, sending again only those
// that failed.
#pragma once

#include <chrono>
#include <functional>
#include <random>
#include <stop_token>
#include <string>
#include <vector>

#include "post/target.h"

namespace pinflow::post {

// Pauses are random between 0 and a limit that doubles from `first` to `most`.
struct RetryLimits {
  std::chrono::milliseconds first{100};
  std::chrono::milliseconds most{5'000};
  std::chrono::milliseconds give_up_after{60'000};  // Since the first try of these rows.
  // Told why rows are to be sent again, each time. On the posting threads.
  std::function<void(const std::string& reason)> on_retry{};
};

// Sleeps until `time` has passed or a stop is asked for; false when stopped.
bool sleep_for(std::chrono::nanoseconds time, const std::stop_token& stop);

struct SendResult {
  std::vector<Outcome> outcomes;  // One for each row; kRetry: given up, or stopped.
  uint64_t retried = 0;           // Rows sent again, each time counted.
};

SendResult send_with_retries(Target& target, const std::vector<PostedRow>& rows,
                             const RetryLimits& limits, std::mt19937_64* random,
                             const std::stop_token& stop);

}  // namespace pinflow::post
