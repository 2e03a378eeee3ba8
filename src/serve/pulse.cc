#include "serve/pulse.h"

#include <algorithm>
#include <utility>

#include "json/writer.h"

namespace pinflow::serve {

using std::chrono::steady_clock;

Pulse::Pulse(std::vector<Beat> beats)
    : beats_(std::move(beats)), words_(beats_.size()), due_(beats_.size()) {
  for (size_t i = 0; i < beats_.size(); ++i) words_[i].name = beats_[i].name;
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Pulse::~Pulse() {
  thread_.request_stop();
  woken_.notify_all();
}

std::vector<Pulse::Word> Pulse::since(uint64_t number) {
  std::vector<Word> words;
  {
    std::lock_guard lock(mutex_);
    listened_until_ = steady_clock::now() + kListenedFor;
    std::ranges::copy_if(words_, std::back_inserter(words),
                         [&](const Word& word) { return word.number > number; });
  }
  woken_.notify_all();
  std::ranges::sort(words, {}, &Word::number);
  return words;
}

void Pulse::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    auto now = steady_clock::now();
    if (now > listened_until_) {
      woken_.wait(lock, stop, [&] { return listened_until_ > steady_clock::now(); });
      continue;
    }
    auto next = std::ranges::min_element(due_);
    if (next == due_.end()) return;
    if (*next > now) {
      woken_.wait_until(lock, stop, *next, [] { return false; });
      continue;
    }
    auto index = static_cast<size_t>(next - due_.begin());
    lock.unlock();
    look_at(index);
    lock.lock();
    due_[index] = steady_clock::now() + beats_[index].period;
  }
}

void Pulse::look_at(size_t index) {
  Result<std::string> found = beats_[index].look();
  std::string json = found.ok() ? std::move(*found)
                                : json::Writer()
                                      .begin_object()
                                      .member("error", found.status().message())
                                      .end_object()
                                      .take();
  {
    std::lock_guard lock(mutex_);
    Word& word = words_[index];
    if (word.json == json) return;
    word.json = std::move(json);
    word.number = ++last_number_;
  }
  changed_.raise();
}

}  // namespace pinflow::serve
