#include "stream/progress.h"

#include <array>
#include <utility>

namespace pinflow::stream {
namespace {

using TotalOf = std::pair<const char*, int64_t BatchCounts::*>;
constexpr std::array<TotalOf, 5> kTotals{{{"rows_in", &BatchCounts::rows_in},
                                          {"rows", &BatchCounts::rows},
                                          {"duplicates", &BatchCounts::duplicates},
                                          {"dead_letters", &BatchCounts::dead_letters},
                                          {"lost", &BatchCounts::lost}}};

std::string stream_prefix(const StreamConfig& config) {
  return "stream/" + config.pipeline + "/" + config.dataset->name + "/";
}

}  // namespace

Progress::Progress(const StreamConfig& config, const std::string& topic_id)
    : prefix_(stream_prefix(config) + config.topic + "/" + topic_id + "/") {}

std::optional<Offset> Progress::position(const Transactions& of, model::Partition partition) const {
  auto found = of.find(id(partition));
  return found == of.end() ? std::nullopt : std::optional(Offset{found->second});
}

BatchCounts Progress::totals(const Transactions& of) const {
  BatchCounts totals;
  for (const auto& [name, counter] : kTotals) {
    if (auto found = of.find(prefix_ + name); found != of.end()) totals.*counter = found->second;
  }
  return totals;
}

Transactions Progress::after(const Batch& batch) const {
  Transactions transactions;
  for (const PartitionRecords& part : batch.partitions) {
    transactions[id(part.of.partition)] = to_int64(part.end);
  }
  return transactions;
}

Transactions Progress::after(const Batch& batch, const BatchCounts& totals) const {
  Transactions transactions = after(batch);
  for (const auto& [name, counter] : kTotals) transactions[prefix_ + name] = totals.*counter;
  return transactions;
}

std::string Progress::id(model::Partition partition) const {
  return prefix_ + std::to_string(to_int32(partition));
}

BatchCounts stream_totals(const StreamConfig& config, const Transactions& of) {
  BatchCounts totals;
  const std::string prefix = stream_prefix(config);
  for (auto at = of.lower_bound(prefix); at != of.end() && at->first.starts_with(prefix); ++at) {
    for (const auto& [name, counter] : kTotals) {
      if (at->first.ends_with(std::string("/") + name)) totals.*counter += at->second;
    }
  }
  return totals;
}

}  // namespace pinflow::stream
