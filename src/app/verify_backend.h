// verify_backend(): tries every promise of a noun on what stands in for it.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/backend.h"
#include "base/promise.h"

namespace pinflow::app {

struct Trial {
  std::string promise;
  std::string at_stake;
  Outcome outcome;
};

struct Verification {
  std::vector<Trial> trials;
  bool was_stopped = false;  // Some were not tried.
  Status left_behind;        // Why something that was made is still there, and its name.

  int64_t count(Outcome::State state) const;
};

// Each promise gets a place of its own, which is cleared after it, whatever came of it; sources are
// only read. One that fails because the backend is away for a moment (kUnavailable) is tried again.
// `told` hears of each trial at once. Errors: those of reaching the backend, before the first
// promise or after one that it did not answer any more.
Result<Verification> verify_backend(const Backend& backend, const std::stop_token& stop,
                                    const std::function<void(const Trial&)>& told);

}  // namespace pinflow::app
