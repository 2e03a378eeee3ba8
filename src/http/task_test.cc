#include "http/task.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "http/wait.h"

namespace pinflow::http {
namespace {

Task<int> answer(int number) { co_return number; }

Task<std::string> sum(int a, int b) {
  int first = co_await answer(a);
  int second = co_await answer(b);
  co_return std::to_string(first + second);
}

// Counts its copies that are alive, to find values that are destroyed twice or never.
struct Counted {
  static inline int alive = 0;
  Counted() { ++alive; }
  Counted(const Counted&) { ++alive; }
  ~Counted() { --alive; }
};

TEST(Task, IsLazyAndGoesOnWithTheValueOfWhatItAwaits) {
  bool ran = false;
  auto task = [](bool* flag) -> Task<int> {
    *flag = true;
    co_return 1;
  }(&ran);
  EXPECT_FALSE(ran);
  task.start();
  EXPECT_TRUE(ran && task.ended());
  EXPECT_EQ(wait(sum(2, 3)), "5");
}

TEST(Task, CompletionMayComeBeforeStartReturns) {
  auto task = []() -> Task<int> {
    auto early = completion<int>([](Done<int> done) { done(7); });
    int got = co_await early;
    co_return got;
  };
  EXPECT_EQ(wait(task()), 7);
}

TEST(Task, GoesOnOnItsOwnThreadWhenAnotherCompletesIt) {
  std::thread other;
  auto task = [](std::thread* thread) -> Task<std::thread::id> {
    auto later =
        completion<int>([&](Done<int> done) { *thread = std::thread([done] { done(1); }); });
    co_await later;
    co_return std::this_thread::get_id();
  };
  EXPECT_EQ(wait(task(&other)), std::this_thread::get_id());
  other.join();
}

TEST(Task, DestroysWhatItsCompletionsHoldExactlyOnce) {
  {
    Counted counted;
    auto task = [](Counted value) -> Task<int> {
      auto holding = completion<int>([value](Done<int> done) { done(3); });
      int got = co_await holding;
      co_return got;
    };
    EXPECT_EQ(wait(task(counted)), 3);
    EXPECT_EQ(Counted::alive, 1);
  }
  EXPECT_EQ(Counted::alive, 0);
}

TEST(Task, ThatIsGoneIsNotResumedByALateCallback) {
  WaitQueue queue;
  std::function<void(int)> late;
  bool went_on = false;
  {
    auto task = [](std::function<void(int)>* callback, bool* flag) -> Task<int> {
      auto never = completion<int>([&](Done<int> done) { *callback = done; });
      int got = co_await never;
      *flag = true;
      co_return got;
    }(&late, &went_on);
    task.start();
    EXPECT_FALSE(task.ended());
  }
  late(1);
  queue.run_some();
  EXPECT_FALSE(went_on);
}

}  // namespace
}  // namespace pinflow::http
