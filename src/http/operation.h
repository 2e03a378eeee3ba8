// operation(): lets a coroutine wait for one Asio operation. Private to http/: it needs Asio.
#pragma once

#include <boost/system/error_code.hpp>
#include <coroutine>
#include <cstddef>

namespace pinflow::http {

struct OperationResult {
  boost::system::error_code error;
  size_t size_bytes = 0;  // Of operations that move bytes.
};

// co_await operation([&](auto handler) { socket.async_read_some(buffer, handler); }).
// The coroutine must not be destroyed while the operation runs: cancel it first.
template <class Start>
auto operation(Start start) {
  struct Awaitable {
    Start start;
    OperationResult result;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter) {
      start([this, waiter](boost::system::error_code error, size_t size_bytes = 0) {
        result = {error, size_bytes};
        waiter.resume();
      });
    }
    OperationResult await_resume() const noexcept { return result; }
  };
  return Awaitable{std::move(start), {}};
}

}  // namespace pinflow::http
