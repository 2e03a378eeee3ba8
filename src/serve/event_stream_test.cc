#include "serve/event_stream.h"

#include <gtest/gtest.h>

#include <atomic>

#include "http/wait.h"

namespace pinflow::serve {
namespace {

// The next piece that says anything.
std::string next(http::BodyStream& stream) {
  while (true) {
    std::optional<std::string> piece = http::wait(stream.next());
    if (piece && !piece->empty()) return *piece;
  }
}

// A comment may come first, before anything was looked up.
std::string next_event(http::BodyStream& stream) {
  while (true) {
    std::string piece = next(stream);
    if (!piece.starts_with(":")) return piece;
  }
}

TEST(EventStream, TellsEachListenerTheWordsAndThenWhatChanged) {
  std::atomic<int> count = 1;
  Pulse pulse(
      {{"rows", [&] { return std::to_string(count.load()); }, std::chrono::milliseconds(1)}});
  http::ChangeWatch watch({[&] { return pulse.change_count(); },
                           [&](uint64_t seen, std::chrono::milliseconds timeout) {
                             pulse.wait_for_change(seen, timeout);
                           }});
  auto first = event_stream(pulse, watch);
  EXPECT_EQ(next_event(*first), "event: rows\ndata: 1\n\n");
  count = 2;
  EXPECT_EQ(next_event(*first), "event: rows\ndata: 2\n\n");
  auto second = event_stream(pulse, watch);
  EXPECT_EQ(next_event(*second), "event: rows\ndata: 2\n\n");
}

TEST(EventStream, EndsWhenItsListenerMayListenNoMore) {
  Pulse pulse({{"rows", [] { return std::string("1"); }, std::chrono::milliseconds(1)}});
  http::ChangeWatch watch({[&] { return pulse.change_count(); },
                           [&](uint64_t seen, std::chrono::milliseconds timeout) {
                             pulse.wait_for_change(seen, timeout);
                           }});
  bool stays = true;
  auto stream = event_stream(pulse, watch, [&] { return stays; });
  EXPECT_EQ(next_event(*stream), "event: rows\ndata: 1\n\n");
  stays = false;
  EXPECT_FALSE(http::wait(stream->next()));
}

}  // namespace
}  // namespace pinflow::serve
