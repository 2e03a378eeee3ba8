#include "http/wait.h"

namespace pinflow::http {

WaitQueue::WaitQueue() : posted_(std::make_shared<Posted>()), previous_(current_executor()) {
  set_current_executor(
      std::make_shared<const Executor>([posted = posted_](std::function<void()> function) {
        std::lock_guard lock(posted->mutex);
        posted->functions.push_back(std::move(function));
        posted->arrived.notify_one();
      }));
}

WaitQueue::~WaitQueue() { set_current_executor(previous_); }

void WaitQueue::run_some() {
  std::vector<std::function<void()>> functions;
  {
    std::unique_lock lock(posted_->mutex);
    posted_->arrived.wait(lock, [&] { return !posted_->functions.empty(); });
    functions.swap(posted_->functions);
  }
  for (const auto& function : functions) function();
}

}  // namespace pinflow::http
