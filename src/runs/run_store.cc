#include "runs/run_store.h"

namespace pinflow::runs {

std::string_view state_name(State state) {
  switch (state) {
    case State::kQueued:
      return "queued";
    case State::kRunning:
      return "running";
    case State::kSucceeded:
      return "succeeded";
    case State::kFailed:
      return "failed";
    case State::kSkipped:
      return "skipped";
    case State::kCancelled:
      return "cancelled";
  }
  check(false);
  return "";
}

bool is_final(State state) { return state != State::kQueued && state != State::kRunning; }

}  // namespace pinflow::runs
