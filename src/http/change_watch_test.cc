#include "http/change_watch.h"

#include <gtest/gtest.h>

#include <future>

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

}  // namespace
}  // namespace pinflow::http
