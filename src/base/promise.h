// Promise: one guarantee of an interface, as a sentence and as something that can be tried. Tests
// try each on every stand-in of ours, `pinflow verify-backend` on a service before data goes there:
// one list for both, so that they cannot differ.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace pinflow {

// What came of trying. An error of the thing that is tried is a difference too.
class Outcome {
 public:
  enum class State { kKept, kDiffers, kDoesNotApply };

  Outcome(const Status& status)  // Not explicit: TRY leaves a promise with one.
      : state_(status.ok() ? State::kKept : State::kDiffers), why_(status) {}
  // The thing says of itself that it does without this.
  static Outcome does_not_apply(std::string why) {
    Outcome outcome{Status(Code::kInvalidArgument, std::move(why))};
    outcome.state_ = State::kDoesNotApply;
    return outcome;
  }

  State state() const { return state_; }
  // What was seen and what was expected, or why it does not apply.
  const std::string& why() const { return why_.message(); }
  Code code() const { return why_.code(); }

 private:
  State state_;
  Status why_;
};

// A Place opens the thing that is tried, and says what in it the promise may touch. Whoever tries
// gives each promise an empty one and clears it afterwards, also after a failure.
template <class Place>
struct Promise {
  std::string_view sentence;  // "an object is given back as it was put"
  std::string_view at_stake;  // What users lose where it does not hold.
  Outcome (*keep)(const Place& place);
};

// What promises are made of. Errors: kCorruption saying what was expected and what was seen, long
// texts cut short.
Status expect(bool is_so, std::string_view what);
Status expect_equal(std::string_view what, std::string_view seen, std::string_view expected);
Status expect_code(std::string_view what, const Status& seen, Code expected);

}  // namespace pinflow
