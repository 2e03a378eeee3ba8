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

template <class Place>
Result<Verification> try_all(std::span<const Promise<Place>> promises,
                             const std::function<Place(const std::string&)>& place_of,
                             const std::stop_token& stop,
                             const std::function<void(const Trial&)>& told) {
  constexpr size_t kLetters = 8;  // Of a random name: enough beside others of the same day.
  const std::string run = "pinflow-verify-" + uuid4().substr(0, kLetters) + "-";
  TRY(reach(place_of(run + "0")));
  Verification made;
  for (const Promise<Place>& promise : promises) {
    made.was_stopped = stop.stop_requested();
    if (made.was_stopped) break;
    const std::string name = run + std::to_string(made.trials.size() + 1);
    const Place place = place_of(name);
    made.trials.push_back(
        {std::string(promise.sentence), std::string(promise.at_stake), promise.keep(place)});
    Status cleared = clear(place);
    if (!cleared.ok()) made.left_behind = std::move(cleared).with_context(name);
    const Trial& trial = made.trials.back();
    told(trial);
    bool may_be_gone = trial.outcome.state() == Outcome::State::kDiffers &&
                       trial.outcome.code() == Code::kUnavailable;
    if (!may_be_gone) continue;
    Status reached = reach(place_of(run + "0"));
    if (!reached.ok()) return std::move(reached).with_context("it does not answer any more");
  }
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
