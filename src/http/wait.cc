#include "http/wait.h"

namespace pinflow::http {

WaitQueue::WaitQueue() : posted_(std::make_shared<Posted>()), previous_(current_executor()) {
  set_current_executor(
      std::make_shared<const Executor>([posted = posted_](std::shared_ptr<Resumable> resumable) {
        std::lock_guard lock(posted->mutex);
        posted->waiting.push_back(std::move(resumable));
        posted->arrived.notify_one();
      }));
}

WaitQueue::~WaitQueue() { set_current_executor(previous_); }

void WaitQueue::run_some() {
  std::vector<std::shared_ptr<Resumable>> ready;
  {
    std::unique_lock lock(posted_->mutex);
    posted_->arrived.wait(lock, [&] { return !posted_->waiting.empty(); });
    ready.swap(posted_->waiting);
  }
  for (const auto& resumable : ready) resumable->resume();
}

}  // namespace pinflow::http
