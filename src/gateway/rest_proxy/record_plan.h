// plan_batches(): which record of a request goes into which partition, and after the append, what
// became of each.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/append_all.h"
#include "gateway/rest_proxy/produce_request.h"

namespace pinflow::gateway {

// Where a record of the request goes: to a batch, and its place there. Or nowhere.
struct Placement {
  static constexpr size_t kNowhere = SIZE_MAX;
  size_t batch = kNowhere;
  int64_t place = 0;
  int64_t wanted_partition = 0;
};

struct RecordPlan {
  std::vector<PartitionBatch> batches;
  std::vector<Placement> placements;  // One for each record, in the order of the request.
};

// The partition is `into` or what the record asks for; else its key's, or the `turn`s.
RecordPlan plan_batches(std::vector<RecordToProduce> records, std::optional<int64_t> into,
                        uint32_t turn, int32_t partition_count);

// The record's offset. Errors: kNotFound: there is no such partition; those of the append.
Result<model::Offset> outcome_of(const Placement& placement, const AppendOutcomes& outcomes);

}  // namespace pinflow::gateway
