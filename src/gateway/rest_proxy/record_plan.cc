#include "gateway/rest_proxy/record_plan.h"

#include "gateway/rest_proxy/partitioner.h"

namespace pinflow::gateway {

RecordPlan plan_batches(std::vector<RecordToProduce> records, std::optional<int64_t> into,
                        uint32_t turn, int32_t partition_count) {
  RecordPlan plan;
  plan.placements.reserve(records.size());
  std::vector<size_t> batch_of(static_cast<size_t>(partition_count), Placement::kNowhere);
  for (RecordToProduce& item : records) {
    std::optional<int64_t> wanted = into ? into : item.partition;
    if (!wanted) {
      wanted = item.record.key
                   ? to_int32(partition_of_key(*item.record.key, partition_count))
                   : static_cast<int32_t>(turn % static_cast<uint32_t>(partition_count));
    }
    Placement& placement = plan.placements.emplace_back();
    placement.wanted_partition = *wanted;
    if (*wanted < 0 || *wanted >= partition_count) continue;
    size_t& batch = batch_of[static_cast<size_t>(*wanted)];
    if (batch == Placement::kNowhere) {
      batch = plan.batches.size();
      plan.batches.push_back({model::Partition{static_cast<int32_t>(*wanted)}, {}});
    }
    auto& batch_records = plan.batches[batch].records;
    placement.batch = batch;
    placement.place = static_cast<int64_t>(batch_records.size());
    batch_records.push_back(std::move(item.record));
  }
  return plan;
}

Result<model::Offset> outcome_of(const Placement& placement, const AppendOutcomes& outcomes) {
  if (placement.batch == Placement::kNowhere) {
    return Status(Code::kNotFound,
                  "Partition not found: " + std::to_string(placement.wanted_partition));
  }
  const Result<model::Offset>& first = outcomes[placement.batch];
  return first.ok() ? *first + placement.place : first;
}

}  // namespace pinflow::gateway
