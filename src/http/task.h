// Task<T>: a lazy coroutine, so that a request is handled from top to bottom while it waits for
// disks and peers; and completion<T>(), which waits for something that calls back.
//
//   Threads:   a Task runs on its connection's thread. However late and on whatever thread a
//              completion's callback comes, the coroutine goes on on its own thread again.
//   Lifetime:  a Task that is destroyed while it waits never goes on; a callback that comes
//              later finds nobody and does nothing.
#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/check.h"

namespace pinflow::http {

// Something that goes on on the thread it belongs to.
class Resumable {
 public:
  virtual ~Resumable() = default;
  virtual void resume() = 0;
};

// Takes what is to be resumed, from any thread, to the thread that it belongs to.
using Executor = std::function<void(std::shared_ptr<Resumable>)>;

// The calling thread's; null where none was set. server.cc and wait() set it.
const std::shared_ptr<const Executor>& current_executor();
void set_current_executor(std::shared_ptr<const Executor> executor);

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
    void return_value(T result) { value.emplace(std::move(result)); }
    void unhandled_exception() { std::terminate(); }  // Nothing throws across a folder.
  };

  Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (coroutine_) coroutine_.destroy();
  }

  // co_await task: starts it and goes on with its value. Once.
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiter) {
    coroutine_.promise().waiter = waiter;
    return coroutine_;
  }
  T await_resume() { return result(); }

  // Outside of coroutines: start() returns when the task has ended or waits for something.
  void start() { coroutine_.resume(); }
  bool ended() const { return coroutine_.done(); }
  T result() {
    check(coroutine_.promise().value.has_value());
    return std::move(*coroutine_.promise().value);
  }

 private:
  explicit Task(std::coroutine_handle<promise_type> coroutine) : coroutine_(coroutine) {}

  std::coroutine_handle<promise_type> coroutine_;
};

// The other end of a completion: call it exactly once, on any thread. Copies are the same one.
template <class T>
class Done {
 public:
  struct State final : Resumable {
    std::coroutine_handle<> waiter;  // Null once the coroutine is gone.
    std::shared_ptr<const Executor> executor;
    std::optional<T> value;

    void resume() override {
      if (waiter) waiter.resume();
    }
  };

  explicit Done(std::shared_ptr<State> state) : state_(std::move(state)) {}

  void operator()(T value) const {
    state_->value.emplace(std::move(value));
    auto executor = std::move(state_->executor);
    check(executor != nullptr);
    (*executor)(state_);
  }

 private:
  std::shared_ptr<State> state_;
};

// Waits for something that calls back: calls start(done) and goes on with what done(value) was
// given, also when that was before start returned. Name it first, as GCC 12 destroys the captures
// of a lambda inside of a co_await expression twice:
//   auto stored = completion<Offset>([&](Done<Offset> done) { log.append(records, done); });
//   Offset offset = co_await stored;
template <class T, class Start>
class [[nodiscard]] Completion {
 public:
  explicit Completion(Start start) : start_(std::move(start)) {}
  Completion(const Completion&) = delete;
  Completion& operator=(const Completion&) = delete;
  ~Completion() {
    if (state_) state_->waiter = nullptr;
  }

  auto operator co_await() & {
    struct Awaiter {
      Completion& completion;
      bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<> waiter) { completion.begin(waiter); }
      T await_resume() { return std::move(*completion.state_->value); }
    };
    return Awaiter{*this};
  }

 private:
  void begin(std::coroutine_handle<> waiter) {
    state_ = std::make_shared<typename Done<T>::State>();
    state_->waiter = waiter;
    state_->executor = current_executor();
    start_(Done<T>(state_));
  }

  Start start_;
  std::shared_ptr<typename Done<T>::State> state_;
};

template <class T, class Start>
Completion<T, Start> completion(Start start) {
  return Completion<T, Start>(std::move(start));
}

}  // namespace pinflow::http
