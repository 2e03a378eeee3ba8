#include "http/change_watch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>

#include "base/change_signal.h"

namespace pinflow::http {
namespace {

TEST(ChangeWatch, WakesAtAChangeOrAtTheDeadline) {
  ChangeSignal signal;
  ChangeWatch watch(
      {[&] { return signal.count(); },
       [&](uint64_t seen, std::chrono::milliseconds timeout) { signal.wait(seen, timeout); }});
  std::promise<void> changed, late;
  auto far = std::chrono::steady_clock::now() + std::chrono::hours(1);
  watch.wait(signal.count(), far, [&] { changed.set_value(); });
  signal.raise();
  changed.get_future().wait();
  watch.wait(signal.count(), std::chrono::steady_clock::now(), [&] { late.set_value(); });
  late.get_future().wait();
}

TEST(ChangeWatch, PassesOverAChangeThatDoesNotConcernWhoWaits) {
  ChangeSignal signal;
  ChangeWatch watch(
      {[&] { return signal.count(); },
       [&](uint64_t seen, std::chrono::milliseconds timeout) { signal.wait(seen, timeout); }});
  std::promise<void> asked, changed;
  auto far = std::chrono::steady_clock::now() + std::chrono::hours(1);
  auto times = std::make_shared<std::atomic<int>>(0);
  auto is_due = [times, &asked] {
    if (++*times == 1) asked.set_value();
    return *times == 2;
  };
  watch.wait(signal.count(), far, is_due, [&] { changed.set_value(); });
  signal.raise();
  asked.get_future().wait();
  signal.raise();
  changed.get_future().wait();
  EXPECT_EQ(*times, 2);
}

}  // namespace
}  // namespace pinflow::http
