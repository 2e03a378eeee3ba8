// Sender: sends what it is given while its connection reads on, for answers that come while the
// request is still being sent. Private to http/: it needs Asio.
//
//   Threads:   the connection's.
//   Lifetime:  must have nothing to send when it is destroyed, or its thread run no more.
#pragma once

#include <coroutine>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "http/operation.h"
#include "http/task.h"
#include "http/transport.h"

namespace pinflow::http {

class Sender {
 public:
  explicit Sender(Transport& transport) : transport_(transport) {}
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  // Sends the bytes behind those that wait already. Returns at once.
  void send(std::string_view bytes) {
    waiting_.append(bytes);
    if (is_sending_ || has_failed_) return;
    is_sending_ = true;
    if (sending_) {
      std::exchange(idle_, nullptr).resume();
    } else {
      sending_.emplace(send_for_ever());
      sending_->start();
    }
  }
  size_t unsent_bytes() const { return waiting_.size() + in_flight_.size(); }
  bool has_failed() const { return has_failed_; }

  // Waits until all has been sent, or cannot be: false.
  Task<bool> flush() {
    co_await Flushed{*this};
    co_return !has_failed_;
  }

 private:
  struct Ended {};

  // For who waits in flush().
  struct Flushed {
    Sender& sender;
    bool await_ready() const noexcept { return !sender.is_sending_; }
    void await_suspend(std::coroutine_handle<> waiter) { sender.flushing_ = waiter; }
    void await_resume() const noexcept {}
  };

  // There is nothing to send: goes on with who waited for that.
  struct Idle {
    Sender& sender;
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> self) {
      sender.idle_ = self;
      sender.is_sending_ = false;
      auto waiter = std::exchange(sender.flushing_, nullptr);
      return waiter ? waiter : std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };

  Task<Ended> send_for_ever() {
    while (!has_failed_) {
      in_flight_.clear();
      in_flight_.swap(waiting_);
      Transport::Parts parts = {boost::asio::buffer(in_flight_), boost::asio::const_buffer()};
      auto writing = operation([&](auto handler) { transport_.write(parts, handler); });
      OperationResult result = co_await writing;
      has_failed_ = result.error.failed();
      if (has_failed_) waiting_.clear();
      if (waiting_.empty()) {
        in_flight_.clear();
        co_await Idle{*this};
      }
    }
    co_return Ended{};
  }

  Transport& transport_;
  std::string waiting_;
  std::string in_flight_;  // What the transport reads from.
  bool is_sending_ = false;
  bool has_failed_ = false;
  std::coroutine_handle<> idle_;      // send_for_ever() while there is nothing to send.
  std::coroutine_handle<> flushing_;  // Who waits in flush().
  std::optional<Task<Ended>> sending_;
};

}  // namespace pinflow::http
