#include "eventlog/local/producer_table.h"

#include <algorithm>
#include <limits>

#include "base/crc32c.h"
#include "eventlog/wire.h"

namespace pinflow::eventlog {
namespace {

constexpr std::string_view kProducersMagic = "pfprod01";
constexpr size_t kStoredProducerBytes = 8 + 2 + 1;
constexpr size_t kStoredBatchBytes = 4 + 4 + 8;

// The sequence `count` records after `sequence`.
int32_t sequence_after(int32_t sequence, int32_t count) {
  return static_cast<int32_t>((static_cast<uint32_t>(sequence) + static_cast<uint32_t>(count)) &
                              0x7fffffffu);
}

int32_t last_sequence_of(const BatchHeader& batch) {
  return sequence_after(batch.base_sequence, batch.record_count - 1);
}

Status refused(std::string_view name, const BatchHeader& batch, int32_t expected) {
  return Status(Code::kAlreadyExists, "producer " +
                                          std::to_string(static_cast<int64_t>(batch.producer)) +
                                          ": sequence " + std::to_string(batch.base_sequence) +
                                          " of epoch " + std::to_string(batch.producer_epoch) +
                                          " where " + std::to_string(expected) + " was expected")
      .named(name);
}

template <class T>
T take(std::string_view* bytes) {
  T value = load<T>(bytes->data());
  bytes->remove_prefix(sizeof value);
  return value;
}

}  // namespace

Result<std::optional<Offset>> ProducerTable::find(const BatchHeader& batch) const {
  auto known = producers_.find(batch.producer);
  // One that is not known any more goes on with the sequence it has (KIP-360).
  if (batch.producer == kNoProducer || known == producers_.end()) return std::optional<Offset>();
  const auto& [epoch, batches, turn] = known->second;
  const int32_t expected = sequence_after(batches.back().last_sequence, 1);
  if (batch.producer_epoch < epoch) return refused(batch_error::kOldEpoch, batch, expected);
  if (batch.producer_epoch > epoch) {
    if (batch.base_sequence == 0) return std::optional<Offset>();
    return refused(batch_error::kOutOfOrder, batch, 0);
  }
  const int32_t last_sequence = last_sequence_of(batch);
  for (const StoredBatch& stored : batches) {
    if (stored.first_sequence == batch.base_sequence && stored.last_sequence == last_sequence) {
      return std::optional(stored.first_offset);
    }
  }
  if (batch.base_sequence == expected) return std::optional<Offset>();
  const bool is_behind = last_sequence < batches.front().first_sequence;
  return refused(is_behind ? batch_error::kDuplicate : batch_error::kOutOfOrder, batch, expected);
}

void ProducerTable::note(const BatchHeader& batch) {
  if (batch.producer == kNoProducer) return;
  Producer& producer = producers_[batch.producer];
  if (producer.epoch != batch.producer_epoch) producer.batches.clear();
  producer.epoch = batch.producer_epoch;
  producer.batches.push_back({batch.base_sequence, last_sequence_of(batch), batch.base_offset});
  if (producer.batches.size() > kBatchCountMax) producer.batches.pop_front();
  producer.turn = ++turn_;
  if (producers_.size() > kProducerCountMax) forget_oldest();
}

ProducerTable::Memory ProducerTable::memory_of(ProducerId id) const {
  auto known = producers_.find(id);
  return {id, known == producers_.end() ? std::nullopt : std::optional(known->second)};
}

void ProducerTable::restore(Memory memory) {
  if (memory.producer) {
    producers_[memory.id] = std::move(*memory.producer);
  } else {
    producers_.erase(memory.id);
  }
}

void ProducerTable::forget_oldest() {
  producers_.erase(
      std::min_element(producers_.begin(), producers_.end(),
                       [](const auto& a, const auto& b) { return a.second.turn < b.second.turn; }));
}

// In the order in which they wrote, so that those who come first are again the first to go.
std::string ProducerTable::encode() const {
  std::vector<std::pair<ProducerId, const Producer*>> by_turn;
  for (const auto& [id, producer] : producers_) by_turn.emplace_back(id, &producer);
  std::sort(by_turn.begin(), by_turn.end(),
            [](const auto& a, const auto& b) { return a.second->turn < b.second->turn; });
  std::string bytes(kProducersMagic);
  put<uint64_t>(by_turn.size(), &bytes);
  for (const auto& [id, producer] : by_turn) {
    put<int64_t>(static_cast<int64_t>(id), &bytes);
    put<int16_t>(producer->epoch, &bytes);
    put<uint8_t>(static_cast<uint8_t>(producer->batches.size()), &bytes);
    for (const StoredBatch& batch : producer->batches) {
      put<int32_t>(batch.first_sequence, &bytes);
      put<int32_t>(batch.last_sequence, &bytes);
      put<int64_t>(to_int64(batch.first_offset), &bytes);
    }
  }
  put<uint32_t>(crc32c(bytes), &bytes);
  return bytes;
}

std::optional<ProducerTable> ProducerTable::decode(std::string_view bytes) {
  if (bytes.size() < kProducersMagic.size() + 8 + 4 || !bytes.starts_with(kProducersMagic))
    return std::nullopt;
  std::string_view left = bytes.substr(0, bytes.size() - 4);
  if (crc32c(left) != load<uint32_t>(bytes.data() + left.size())) return std::nullopt;
  left.remove_prefix(kProducersMagic.size());
  ProducerTable table;
  for (auto count = take<uint64_t>(&left); count > 0; --count) {
    if (left.size() < kStoredProducerBytes) return std::nullopt;
    const ProducerId id{take<int64_t>(&left)};
    Producer producer{take<int16_t>(&left), {}, ++table.turn_};
    for (auto batches = take<uint8_t>(&left); batches > 0; --batches) {
      if (left.size() < kStoredBatchBytes) return std::nullopt;
      StoredBatch batch;
      batch.first_sequence = take<int32_t>(&left);
      batch.last_sequence = take<int32_t>(&left);
      batch.first_offset = Offset{take<int64_t>(&left)};
      producer.batches.push_back(batch);
    }
    if (producer.batches.empty()) return std::nullopt;
    table.producers_[id] = std::move(producer);
  }
  if (!left.empty()) return std::nullopt;
  return table;
}

}  // namespace pinflow::eventlog
