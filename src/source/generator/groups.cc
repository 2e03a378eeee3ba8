#include "source/generator/groups.h"

#include <algorithm>
#include <cmath>

#include "source/generator/random.h"

namespace pinflow::source {

Groups::Groups(const GroupSizes& sizes, uint64_t row_count, uint64_t seed)
    : row_count_(row_count), seed_(seed), place_of_row_(row_count, seed) {
  const double largest = sizes.largest_share * static_cast<double>(row_count);
  if (largest >= 1) add_run(static_cast<uint64_t>(std::llround(largest)), 1);
  double weighed_rows = 0;
  for (const auto& [size, weight] : sizes.classes) {
    weighed_rows += static_cast<double>(size) * weight;
  }
  const double scale =
      weighed_rows > 0 ? static_cast<double>(row_count - placed_) / weighed_rows : 0;
  for (const auto& [size, weight] : sizes.classes) {
    uint64_t wanted = static_cast<uint64_t>(std::llround(weight * scale));
    if (size > 1) add_run(size, std::min(wanted, (row_count - placed_) / size));
  }
  add_run(1, row_count - placed_);
}

void Groups::add_run(uint64_t size, uint64_t count) {
  if (count == 0) return;
  runs_.push_back({size, placed_, group_count_});
  placed_ += size * count;
  group_count_ += count;
}

Group Groups::of(uint64_t row) const {
  const uint64_t place = place_of_row_(row);
  auto after = std::upper_bound(runs_.begin(), runs_.end(), place,
                                [](uint64_t at, const Run& run) { return at < run.first_place; });
  const Run& run = *std::prev(after);
  const uint64_t index = (place - run.first_place) / run.size;
  Group group{run.first_number + index, run.size, 0};
  const double first = static_cast<double>(run.first_place + index * run.size);
  const double within = Random(seed_, 1, group.number).unit() * static_cast<double>(run.size);
  group.rank = (first + within) / static_cast<double>(row_count_);
  return group;
}

}  // namespace pinflow::source
