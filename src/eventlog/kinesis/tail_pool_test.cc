#include "eventlog/kinesis/tail_pool.h"

#include <gtest/gtest.h>

#include <atomic>

namespace pinflow::eventlog {
namespace {

using std::chrono::milliseconds;

// In each test what a step uses is declared before the pool, which runs steps to its own end.
template <class Condition>
void wait_until(Condition condition) {
  while (!condition()) std::this_thread::yield();
}

TEST(TailPool, RunsEachStepAgainAndAgainNeverTwiceAtOnce) {
  std::atomic<int> running = 0, count = 0, most = 0;
  TailPool pool(4, milliseconds(0));
  const auto id = pool.add([&] {
    most = std::max<int>(most, ++running);
    ++count;
    --running;
    return std::optional(milliseconds(0));
  });
  wait_until([&] { return count > 100; });
  pool.remove(id);
  const int at_removal = count;
  EXPECT_EQ(most, 1);
  std::this_thread::yield();
  EXPECT_EQ(count, at_removal);
}

TEST(TailPool, WhoeverIsHurriedDoesNotWaitForItsTime) {
  std::atomic<int> count = 0;
  TailPool pool(1, milliseconds(0));
  const auto id = pool.add([&] {
    ++count;
    return std::optional(milliseconds(3'600'000));
  });
  for (int wanted = 1; wanted < 5; ++wanted) {
    wait_until([&] { return count >= wanted; });
    pool.hurry(id);
  }
  wait_until([&] { return count >= 5; });
}

// Counted from before the first step: a thread may be late in taking the time, never early.
TEST(TailPool, KeepsTheIntervalBetweenSteps) {
  const auto before = std::chrono::steady_clock::now();
  std::mutex mutex;
  std::vector<std::chrono::steady_clock::time_point> begins;  // Guarded by mutex.
  TailPool pool(2, milliseconds(20));
  const auto id = pool.add([&] {
    std::lock_guard lock(mutex);
    begins.push_back(std::chrono::steady_clock::now());
    return std::optional(milliseconds(0));
  });
  auto is_enough = [&] {
    pool.hurry(id);
    std::lock_guard lock(mutex);
    return begins.size() >= 4;
  };
  wait_until(is_enough);
  pool.remove(id);
  for (size_t i = 1; i < begins.size(); ++i) {
    EXPECT_GE(begins[i] - before, milliseconds(20) * static_cast<int>(i));
  }
}

TEST(TailPool, AStepThatIsOverIsNotRunAgain) {
  std::atomic<int> count = 0, other = 0;
  TailPool pool(1, milliseconds(0));
  const auto id = pool.add([&]() -> std::optional<milliseconds> {
    ++count;
    return std::nullopt;
  });
  wait_until([&] { return count == 1; });
  pool.hurry(id);
  pool.add([&] {
    ++other;
    return std::optional(milliseconds(0));
  });
  wait_until([&] { return other > 10; });
  EXPECT_EQ(count, 1);
  pool.remove(id);
}

}  // namespace
}  // namespace pinflow::eventlog
