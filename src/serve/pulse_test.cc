#include "serve/pulse.h"

#include <gtest/gtest.h>

#include <atomic>

namespace pinflow::serve {
namespace {

using std::chrono::milliseconds;

// Waits until something is told after `number`; the test's own time limit ends it.
std::vector<Pulse::Word> wait_for_words(Pulse& pulse, uint64_t number) {
  while (true) {
    uint64_t seen = pulse.change_count();
    if (auto words = pulse.since(number); !words.empty()) return words;
    pulse.wait_for_change(seen, milliseconds(100));
  }
}

TEST(Pulse, TellsANewListenerEverythingAndLaterWhatChanged) {
  std::atomic<int> number = 1;
  Pulse pulse({{"still", [] { return std::string("{}"); }, milliseconds(1)},
               {"moving", [&] { return std::to_string(number.load()); }, milliseconds(1)}});
  std::vector<Pulse::Word> words = wait_for_words(pulse, 0);
  while (words.size() < 2) words = wait_for_words(pulse, 0);
  EXPECT_EQ(words[0].json, "{}");
  EXPECT_EQ(words[1].json, "1");
  number = 2;
  std::vector<Pulse::Word> later = wait_for_words(pulse, words[1].number);
  ASSERT_EQ(later.size(), 1u);
  EXPECT_EQ(later[0].name, "moving");
  EXPECT_EQ(later[0].json, "2");
}

TEST(Pulse, LooksAtNothingBeforeSomebodyListens) {
  std::atomic<int> looks = 0;
  {
    Pulse pulse({{"counted", [&] { return std::to_string(++looks); }, milliseconds(1)}});
  }
  EXPECT_EQ(looks, 0);
}

TEST(Pulse, TellsAnErrorAsItsWord) {
  Pulse pulse(
      {{"broken", []() -> Result<std::string> { return Status(Code::kUnavailable, "no disk"); }}});
  EXPECT_EQ(wait_for_words(pulse, 0).at(0).json, "{\"error\":\"no disk\"}");
}

}  // namespace
}  // namespace pinflow::serve
