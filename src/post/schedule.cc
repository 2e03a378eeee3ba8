#include "post/schedule.h"

namespace pinflow::post {

std::chrono::nanoseconds Schedule::due(const Pick& pick) {
  const std::chrono::nanoseconds most = pace_.pause_most;
  switch (pace_.kind) {
    case Pace::Kind::kFlatOut:
      break;
    case Pace::Kind::kRate:
      // From the number of rows, so that rounding does not add up.
      last_ = std::chrono::nanoseconds(
          static_cast<int64_t>(1e9 * static_cast<double>(row_count_) / pace_.rows_per_second));
      break;
    case Pace::Kind::kInterval:
      last_ += std::chrono::nanoseconds(
          std::uniform_int_distribution<int64_t>(0, most.count())(engine_));
      break;
    case Pace::Kind::kOriginal:
      last_ += pick.pause;
      break;
  }
  ++row_count_;
  return last_;
}

}  // namespace pinflow::post
