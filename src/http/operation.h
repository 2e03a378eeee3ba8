// operation(): lets a coroutine wait for one Asio operation. Private to http/: it needs Asio.
#pragma once

#include <boost/system/error_code.hpp>
#include <coroutine>
#include <cstddef>
#include <utility>

namespace pinflow::http {

struct OperationResult {
  boost::system::error_code error;
  size_t size_bytes = 0;  // Of operations that move bytes.
};

// What Asio calls at the end: a plain type, so that virtual functions can take it.
class OperationHandler {
 public:
  OperationHandler(OperationResult* result, std::coroutine_handle<> waiter)
      : result_(result), waiter_(waiter) {}

  void operator()(boost::system::error_code error, size_t size_bytes = 0) const {
    *result_ = {error, size_bytes};
    waiter_.resume();
  }

 private:
  OperationResult* result_;
  std::coroutine_handle<> waiter_;
};

// co_await operation([&](auto handler) { socket.async_read_some(buffer, handler); }).
// The coroutine must not be destroyed while the operation runs: cancel it first.
template <class Start>
auto operation(Start start) {
  struct Awaitable {
    Start start;
    OperationResult result;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter) { start(OperationHandler(&result, waiter)); }
    OperationResult await_resume() const noexcept { return result; }
  };
  return Awaitable{std::move(start), {}};
}

}  // namespace pinflow::http
