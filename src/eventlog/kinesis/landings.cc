#include "eventlog/kinesis/landings.h"

namespace pinflow::eventlog {

void Landings::begin_put() {
  std::lock_guard lock(mutex_);
  is_putting_ = true;
}

void Landings::end_put() {
  std::lock_guard lock(mutex_);
  is_putting_ = false;
  landed_.clear();  // The rest was put by others.
}

std::optional<Landings::Call> Landings::note(const Expected& expected, Offset offset) {
  PendingAppend& append = *expected.append;
  if (expected.is_first) append.first_ = offset;
  if (--append.left_count_ > 0 || !append.done_) return std::nullopt;
  Call call{std::move(append.done_), append.first_};
  append.done_ = nullptr;
  return call;
}

void Landings::expect(int32_t shard, const std::string& sequence_number,
                      const PendingAppendPointer& append, bool is_first) {
  std::optional<Call> call;
  {
    std::lock_guard lock(mutex_);
    const Key key(shard, sequence_number);
    auto landed = landed_.find(key);
    if (landed == landed_.end()) {
      expected_[key] = {append, is_first};
    } else {
      call = note({append, is_first}, landed->second);
      landed_.erase(landed);
    }
  }
  if (call) call->done(std::move(call->result));
}

void Landings::refuse(const PendingAppendPointer& append, const Status& why) {
  AppendDone done;
  {
    std::lock_guard lock(mutex_);
    done = std::move(append->done_);
    append->done_ = nullptr;
  }
  if (done) done(why);
}

void Landings::land(int32_t shard, const std::vector<Landed>& records) {
  std::vector<Call> calls;
  {
    std::lock_guard lock(mutex_);
    for (const Landed& record : records) {
      const Key key(shard, record.sequence_number);
      auto expected = expected_.find(key);
      if (expected == expected_.end()) {
        if (is_putting_) landed_.emplace(key, record.offset);
        continue;
      }
      if (auto call = note(expected->second, record.offset)) calls.push_back(std::move(*call));
      expected_.erase(expected);
    }
  }
  for (Call& call : calls) call.done(std::move(call.result));
}

bool Landings::is_awaited(int32_t shard) const {
  std::lock_guard lock(mutex_);
  auto first = expected_.lower_bound({shard, ""});
  return first != expected_.end() && first->first.first == shard;
}

bool Landings::is_any_awaited() const {
  std::lock_guard lock(mutex_);
  return !expected_.empty();
}

void Landings::refuse_all(const Status& why) {
  std::map<Key, Expected> all;
  {
    std::lock_guard lock(mutex_);
    all.swap(expected_);
  }
  for (const auto& [key, expected] : all) refuse(expected.append, why);
}

void Landings::refuse_before(std::chrono::steady_clock::time_point begun) {
  std::vector<PendingAppendPointer> late;
  {
    std::lock_guard lock(mutex_);
    for (auto one = expected_.begin(); one != expected_.end();) {
      const bool is_late = one->second.append->begun_at_ < begun;
      if (is_late) late.push_back(one->second.append);
      one = is_late ? expected_.erase(one) : std::next(one);
    }
  }
  for (const PendingAppendPointer& append : late) {
    refuse(append, Status(Code::kUnavailable,
                          "append: kinesis took the records, but does not give them back yet"));
  }
}

}  // namespace pinflow::eventlog
