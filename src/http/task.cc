#include "http/task.h"

namespace pinflow::http {
namespace {

thread_local std::shared_ptr<const Executor> thread_executor;

}  // namespace

const std::shared_ptr<const Executor>& current_executor() { return thread_executor; }

void set_current_executor(std::shared_ptr<const Executor> executor) {
  thread_executor = std::move(executor);
}

}  // namespace pinflow::http
