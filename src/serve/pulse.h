// Pulse: the newest word on several matters, looked up again and again on one thread for all who
// listen, and by nobody while nobody does.
//
//   Threads:   any; what it asks is asked on its own thread, one after the other.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/change_signal.h"
#include "base/result.h"

namespace pinflow::serve {

// One matter: what it is called, how to look, and how often at most.
struct Beat {
  std::string name;                           // Of its events: "topics".
  std::function<Result<std::string>()> look;  // JSON. An error becomes {"error":…}.
  std::chrono::milliseconds period{1000};
};

class Pulse {
 public:
  // How long it goes on looking after the last one listened.
  static constexpr std::chrono::seconds kListenedFor{5};

  explicit Pulse(std::vector<Beat> beats);
  ~Pulse();

  struct Word {
    std::string name;
    std::string json;
    uint64_t number = 0;  // Grows with each change of any word.
  };
  // What changed after the word of this number, oldest first; 0: everything. Says that somebody
  // listens.
  std::vector<Word> since(uint64_t number);

  uint64_t change_count() const { return changed_.count(); }
  void wait_for_change(uint64_t seen, std::chrono::milliseconds timeout) const {
    changed_.wait(seen, timeout);
  }

 private:
  using Time = std::chrono::steady_clock::time_point;

  void run(const std::stop_token& stop);
  void look_at(size_t index);

  const std::vector<Beat> beats_;
  ChangeSignal changed_;
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::vector<Word> words_;  // One for each beat. Under mutex_, as is all that follows.
  std::vector<Time> due_;
  Time listened_until_{};
  uint64_t last_number_ = 0;
  std::jthread thread_;  // Last: it uses all of the above.
};

}  // namespace pinflow::serve
