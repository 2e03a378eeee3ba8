// ProducerTable: what a partition remembers of those who want each batch stored once: of each
// producer the epoch and the last batches. A snapshot of it lies beside each segment, as of the
// segment's beginning; the batches of the segment do the rest. Big-endian:
//
//   snapshot := magic: "pfprod01", producer_count: u64, producer*, crc32c (of all before): u32
//   producer := id: i64, epoch: i16, batch_count: u8, batch*
//   batch    := first_sequence: i32, last_sequence: i32, first_offset: i64
//
// The rules are Kafka's (KIP-98, KIP-360): sequences of a producer follow one another, begin at 0
// in a new epoch, and after 2^31 - 1 comes 0.
//
//   Threads:   one at a time.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "eventlog/local/record_batch.h"

namespace pinflow::eventlog {

class ProducerTable {
 public:
  // Of how many producers it knows; those that wrote longest ago are forgotten first.
  static constexpr size_t kProducerCountMax = 4096;
  static constexpr size_t kBatchCountMax = 5;  // What a producer may have in flight.

  // The offset that the batch has already, if it was stored before; nothing if it is to be stored.
  // Errors: kAlreadyExists, named kOutOfOrder, kDuplicate or kOldEpoch (batch_error).
  Result<std::optional<Offset>> find(const BatchHeader& batch) const;

  // The batch, with its base offset, is the newest of its producer; nothing for one without.
  void note(const BatchHeader& batch);

  // A producer as it was, to take a note back.
  struct Memory;
  Memory memory_of(ProducerId producer) const;
  void restore(Memory memory);

  bool is_empty() const { return producers_.empty(); }
  std::string encode() const;
  static std::optional<ProducerTable> decode(std::string_view bytes);  // Nothing when damaged.

 private:
  struct StoredBatch {
    int32_t first_sequence = 0;
    int32_t last_sequence = 0;
    Offset first_offset{};
  };
  struct Producer {
    int16_t epoch = 0;
    std::deque<StoredBatch> batches;  // Oldest first, never empty.
    uint64_t turn = 0;                // Grows with each note.
  };

  void forget_oldest();

  std::map<ProducerId, Producer> producers_;
  uint64_t turn_ = 0;
};

struct ProducerTable::Memory {
  ProducerId id = kNoProducer;
  std::optional<Producer> producer;
};

}  // namespace pinflow::eventlog
