#include "app/verify_backend.h"

#include <algorithm>
#include <span>

#include "base/uuid.h"

namespace pinflow::app {
namespace {

Status reach(const objects::StorePlace& place) {
  TRY_ASSIGN(auto store, place.open());
  return store->list("", "", 1).status();
}
Status reach(const eventlog::EventLogPlace& place) { return place.open().status(); }
Status reach(const source::RowSourcePlace& place) { return place.open().status(); }

Status clear(const objects::StorePlace& place) {
  TRY_ASSIGN(auto store, place.open());
  return objects::clear(*store);
}
Status clear(const eventlog::EventLogPlace& place) {
  TRY_ASSIGN(auto log, place.open());
  return eventlog::clear(*log, place.prefix);
}
Status clear(const source::RowSourcePlace&) { return Status(); }

// A server that changes its leader, or is away for a moment, breaks no promise.
constexpr int kTries = 3;

bool may_pass(const Outcome& outcome) {
  return outcome.state() == Outcome::State::kDiffers && outcome.code() == Code::kUnavailable;
}

// Tries the promises one after the other, each in places of its own, and clears them.
template <class Place>
class Trials {
 public:
  explicit Trials(const std::function<Place(const std::string&)>& place_of) : place_of_(place_of) {}

  Status reach() const { return app::reach(place_of_(run_ + "0")); }

  Result<Outcome> keep(const Promise<Place>& promise) {
    Outcome outcome = keep_once(promise);
    for (int tries = 1; may_pass(outcome); ++tries) {
      Status reached = reach();
      if (!reached.ok()) return std::move(reached).with_context("it does not answer any more");
      if (tries == kTries) break;
      outcome = keep_once(promise);
    }
    return outcome;
  }

  // What clear() could not clear then is tried once more: why it is there, if it still is.
  Status clear_rest() {
    Status left;
    for (const std::string& name : uncleared_) {
      Status cleared = clear(place_of_(name));
      if (!cleared.ok()) left = std::move(cleared).with_context(name);
    }
    return left;
  }

 private:
  Outcome keep_once(const Promise<Place>& promise) {
    const std::string name = run_ + std::to_string(++count_);
    const Place place = place_of_(name);
    Outcome outcome = promise.keep(place);
    if (!clear(place).ok()) uncleared_.push_back(name);
    return outcome;
  }

  static constexpr size_t kLetters = 8;  // Of a random name: enough beside others of the same day.
  const std::function<Place(const std::string&)>& place_of_;
  const std::string run_ = "pinflow-verify-" + uuid4().substr(0, kLetters) + "-";
  int64_t count_ = 0;
  std::vector<std::string> uncleared_;
};

template <class Place>
Result<Verification> try_all(std::span<const Promise<Place>> promises,
                             const std::function<Place(const std::string&)>& place_of,
                             const std::stop_token& stop,
                             const std::function<void(const Trial&)>& told) {
  Trials<Place> trials(place_of);
  TRY(trials.reach());
  Verification made;
  for (const Promise<Place>& promise : promises) {
    made.was_stopped = stop.stop_requested();
    if (made.was_stopped) break;
    TRY_ASSIGN(Outcome outcome, trials.keep(promise));
    made.trials.push_back(
        {std::string(promise.sentence), std::string(promise.at_stake), std::move(outcome)});
    told(made.trials.back());
  }
  made.left_behind = trials.clear_rest();
  return made;
}

}  // namespace

int64_t Verification::count(Outcome::State state) const {
  return std::ranges::count_if(trials,
                               [&](const Trial& trial) { return trial.outcome.state() == state; });
}

Result<Verification> verify_backend(const Backend& backend, const std::stop_token& stop,
                                    const std::function<void(const Trial&)>& told) {
  if (const auto* stores = std::get_if<StorePlaces>(&backend.places)) {
    return try_all(objects::store_promises(), *stores, stop, told);
  }
  if (const auto* logs = std::get_if<EventLogPlaces>(&backend.places)) {
    return try_all(eventlog::event_log_promises(), *logs, stop, told);
  }
  return try_all(source::row_source_promises(), std::get<RowSourcePlaces>(backend.places), stop,
                 told);
}

}  // namespace pinflow::app
