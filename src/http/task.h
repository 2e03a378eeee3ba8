// Task<T>: a lazy coroutine, so that a request is handled from top to bottom while it waits for
// disks and peers; and completion<T>(), which waits for something that calls back.
//
//   Threads:   a Task runs on its connection's thread. However late and on whatever thread a
//              completion's callback comes, the coroutine goes on on its own thread again.
#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

#include "base/check.h"

namespace pinflow::http {

// Runs a function on the thread of the connection that a coroutine belongs to. Set by server.cc
// while it runs handlers on that thread.
using Executor = std::function<void(std::function<void()>)>;
const Executor& current_executor();
void set_current_executor(const Executor* executor);  // For server.cc and tests.

template <class T>
class [[nodiscard]] Task {
 public:
  struct promise_type {
    std::optional<T> value;
    std::coroutine_handle<> waiter = std::noop_coroutine();

    Task get_return_object() {
      return Task(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept {
      struct Resume {
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> ended) noexcept {
          return ended.promise().waiter;
        }
        void await_resume() noexcept {}
      };
      return Resume{};
    }
    void return_value(T result) { value = std::move(result); }
    void unhandled_exception() { std::terminate(); }  // Nothing throws across a folder.
  };

  Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (coroutine_) coroutine_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiter) {
    coroutine_.promise().waiter = waiter;
    return coroutine_;
  }
  T await_resume() { return std::move(*coroutine_.promise().value); }

 private:
  explicit Task(std::coroutine_handle<promise_type> coroutine) : coroutine_(coroutine) {}

  std::coroutine_handle<promise_type> coroutine_;
};

// co_await completion<T>(start): calls start(done) and goes on with what done(value) was given.
// `done` must be called exactly once, on any thread, also before start returns.
template <class T>
auto completion(std::function<void(std::function<void(T)>)> start) {
  struct Awaitable {
    std::function<void(std::function<void(T)>)> start;
    std::optional<T> value;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter) {
      const Executor* executor = &current_executor();
      start([this, waiter, executor](T result) {
        value = std::move(result);
        (*executor)([waiter] { waiter.resume(); });
      });
    }
    T await_resume() { return std::move(*value); }
  };
  return Awaitable{std::move(start), std::nullopt};
}

}  // namespace pinflow::http
