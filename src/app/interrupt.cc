#include "app/interrupt.h"

#include <pthread.h>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

namespace pinflow::app {
namespace {

// Signals come to a thread that waits for them, so that no handler's rules apply.
std::stop_source& source() {
  static std::stop_source stop = [] {
    std::stop_source made;
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([signals, made]() mutable {
      int signal = 0;
      sigwait(&signals, &signal);
      made.request_stop();
      sigwait(&signals, &signal);
      std::_Exit(128 + signal);
    }).detach();
    return made;
  }();
  return stop;
}

}  // namespace

std::stop_token interrupt_token() { return source().get_token(); }

void wait_for_interrupt() {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait(lock, interrupt_token(), [] { return false; });
}

}  // namespace pinflow::app
