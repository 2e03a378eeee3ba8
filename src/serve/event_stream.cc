#include "serve/event_stream.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "http/task.h"

namespace pinflow::serve {
namespace {

using std::chrono::steady_clock;

// How long it waits for a change before it looks whether anybody still listens.
constexpr std::chrono::seconds kListenerCheck{1};
// Proxies close what is silent for longer.
constexpr std::chrono::seconds kEventCommentPeriod{15};

class EventStream final : public http::BodyStream {
 public:
  EventStream(Pulse& pulse, http::ChangeWatch& watch, std::function<bool()> stays)
      : pulse_(pulse), watch_(watch), stays_(std::move(stays)) {}

  http::Task<std::optional<std::string>> next() override {
    if (!stays_()) co_return std::nullopt;
    uint64_t seen = pulse_.change_count();
    std::string events;
    for (const Pulse::Word& word : pulse_.since(told_)) {
      events += "event: " + word.name + "\ndata: " + word.json + "\n\n";
      told_ = word.number;
    }
    auto now = steady_clock::now();
    if (events.empty() && now - quiet_since_ >= kEventCommentPeriod) events = ": no change\n\n";
    if (!events.empty()) {
      quiet_since_ = now;
      co_return events;
    }
    auto changed = http::completion<bool>([&](const http::Done<bool>& done) {
      watch_.wait(seen, now + kListenerCheck, [done] { done(true); });
    });
    co_await changed;
    co_return "";
  }

 private:
  Pulse& pulse_;
  http::ChangeWatch& watch_;
  const std::function<bool()> stays_;
  uint64_t told_ = 0;
  steady_clock::time_point quiet_since_{};
};

}  // namespace

std::shared_ptr<http::BodyStream> event_stream(Pulse& pulse, http::ChangeWatch& watch,
                                               std::function<bool()> stays) {
  return std::make_shared<EventStream>(pulse, watch, std::move(stays));
}

}  // namespace pinflow::serve
