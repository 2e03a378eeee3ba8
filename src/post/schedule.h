// Schedule: when each row is due, as time since the start of the posting.
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

#include "post/row_order.h"

namespace pinflow::post {

struct Pace {
  enum class Kind {
    kFlatOut,   // As fast as the target takes them.
    kRate,      // `rows_per_second`, evenly.
    kInterval,  // After a pause, uniform between 0 and `pause_most`.
    kOriginal,  // After the pause that Order::kOriginal draws.
  };
  Kind kind = Kind::kFlatOut;
  double rows_per_second = 1;
  std::chrono::milliseconds pause_most{2'000};
};

class Schedule {
 public:
  Schedule(const Pace& pace, uint32_t seed) : pace_(pace), engine_(seed) {}

  // Of the row that is picked next; never before the one of the row before.
  std::chrono::nanoseconds due(const Pick& pick);

 private:
  Pace pace_;
  std::mt19937_64 engine_;
  uint64_t row_count_ = 0;
  std::chrono::nanoseconds last_{0};
};

}  // namespace pinflow::post
