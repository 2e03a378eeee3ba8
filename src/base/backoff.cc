#include "base/backoff.h"

#include <algorithm>

namespace pinflow {

std::chrono::milliseconds Backoff::next() {
  constexpr int kDoublingsMax = 20;  // Far past any cap, far from overflow.
  int64_t doubled = first_.count() << std::min(attempts_++, kDoublingsMax);
  int64_t wait = std::min<int64_t>(doubled, most_.count());
  return std::chrono::milliseconds(
      std::uniform_int_distribution<int64_t>((wait + 1) / 2, wait)(random_));
}

}  // namespace pinflow
