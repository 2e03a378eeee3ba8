// SequenceNumber: the place of a record in its stream, as 56 decimal digits. Bits, from the top:
//
//   4  the number 2          64  position in the shard, from 1
//   36 the shard's second     8  0
//   4  the shard's index      36 the record's second     32 the shard's index     4  version 2
//
// So numbers grow with the position in a shard; and from a shard to its children, whose second is
// a later one. The layout is the service's, as clients take it apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/ids.h"

namespace pinflow::gateway::kinesis {

struct SequenceNumber {
  int64_t shard_second = 0;  // When the shard was made, in seconds since 1970.
  int32_t shard_index = 0;
  int64_t position = 0;  // 0 is the shard's own StartingSequenceNumber.
  int64_t record_second = 0;
  int version = 2;

  static SequenceNumber of_record(int64_t shard_second, int32_t shard_index, model::Offset offset,
                                  int64_t record_second) {
    return {shard_second, shard_index, to_int64(offset) + 1, record_second, 2};
  }
  static SequenceNumber start_of(int64_t shard_second, int32_t shard_index) {
    return {shard_second, shard_index, 0, shard_second, 2};
  }
  // Above all numbers of the shard.
  static SequenceNumber end_of(int64_t shard_second, int32_t shard_index, int64_t end_second) {
    return {shard_second, shard_index, INT64_MAX, end_second, 2};
  }

  std::string text() const;
};

// Nothing when `text` is no sequence number. Versions 0 and 1, which old streams have, are told
// by `version`; only their shard and their second are read.
std::optional<SequenceNumber> parse_sequence_number(std::string_view text);

}  // namespace pinflow::gateway::kinesis
