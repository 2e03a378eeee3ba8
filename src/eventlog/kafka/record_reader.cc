#include "eventlog/kafka/record_reader.h"

#include "eventlog/kafka/cursor.h"

namespace pinflow::eventlog {
namespace {

constexpr std::chrono::minutes kIdleMax{1};

}  // namespace

RecordReader::RecordReader(const ClientOptions& options, std::function<void()> arrived)
    : options_(options), arrived_(std::move(arrived)) {}

RecordReader::~RecordReader() {
  for (auto& lane : lanes_) lane->cursors.clear();  // Before their handles.
}

// The first lane in which nobody reads the partition, or a new one; null where there are enough.
Result<RecordReader::Lane*> RecordReader::lane_without(const TopicPartition& of) {
  for (const auto& lane : lanes_) {
    if (!lane->cursors.contains(of)) return lane.get();
  }
  if (lanes_.size() >= kCursorsMax) return nullptr;
  auto lane = std::make_unique<Lane>();
  TRY_ASSIGN(lane->client, Client::open(Client::Role::kReader, options_));
  lanes_.push_back(std::move(lane));
  return lanes_.back().get();
}

// A cursor at `begin` that nobody else holds.
Result<std::shared_ptr<Cursor>> RecordReader::take(const TopicPartition& of, Offset begin) {
  std::unique_lock lock(mutex_);
  drop_idle();
  for (;;) {
    Lane* longest_unused = nullptr;
    for (const auto& lane : lanes_) {
      auto found = lane->cursors.find(of);
      if (found == lane->cursors.end() || found->second->is_held) continue;
      if (found->second->next() == begin && !found->second->is_broken()) {
        found->second->is_held = true;
        return found->second;
      }
      if (!longest_unused || found->second->used_at < longest_unused->cursors.at(of)->used_at) {
        longest_unused = lane.get();
      }
    }
    // A broken one is of no use to anybody else.
    bool is_broken = longest_unused && longest_unused->cursors.at(of)->is_broken();
    Lane* lane = longest_unused;
    if (!is_broken) {
      TRY_ASSIGN(Lane * free, lane_without(of));
      if (free) lane = free;
    }
    if (lane != nullptr && lane == longest_unused && !is_broken &&
        lane->cursors.at(of)->move_to(begin).ok()) {
      lane->cursors.at(of)->is_held = true;
      return lane->cursors.at(of);
    }
    if (lane != nullptr) {
      lane->cursors.erase(of);
      TRY_ASSIGN(auto cursor, Cursor::open(*lane->client, of, begin, arrived_));
      cursor->is_held = true;
      lane->cursors[of] = cursor;
      return cursor;
    }
    given_back_.wait(lock);
  }
}

Result<std::vector<StoredRecord>> RecordReader::read(const TopicPartition& from, Offset begin,
                                                     const ReadLimits& limits, Offset end) {
  TRY_ASSIGN(std::shared_ptr<Cursor> cursor, take(from, begin));
  Result<std::vector<StoredRecord>> records = cursor->read(limits, end);
  std::lock_guard lock(mutex_);
  cursor->is_held = false;
  cursor->used_at = std::chrono::steady_clock::now();
  given_back_.notify_all();
  return records;
}

void RecordReader::forget(const std::string& topic) {
  std::lock_guard lock(mutex_);
  for (const auto& lane : lanes_) {
    std::erase_if(lane->cursors, [&](const auto& entry) {
      return entry.first.topic == topic && !entry.second->is_held;
    });
  }
}

// Needs mutex_.
void RecordReader::drop_idle() {
  auto time = std::chrono::steady_clock::now();
  for (const auto& lane : lanes_) {
    std::erase_if(lane->cursors, [&](const auto& entry) {
      const Cursor& cursor = *entry.second;
      return !cursor.is_held && !cursor.is_at_end() && time - cursor.used_at > kIdleMax;
    });
  }
}

}  // namespace pinflow::eventlog
