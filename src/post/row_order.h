// RowOrder: which row of the tables is posted next.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "source/row_source.h"

namespace pinflow::post {

enum class Order {
  kOriginal,    // As the original emulator with random.seed(seed); never ends.
  kSequential,  // From the first row to the last; with `loop` from the first again.
  kRandom,      // Any row each time; never ends.
};

struct Pick {
  source::RowIndex row{};
  std::chrono::seconds pause{0};  // What the original sleeps before this row: 0 or 1.
};

class RowOrder {
 public:
  virtual ~RowOrder() = default;
  virtual std::optional<Pick> next() = 0;  // Nothing at the end.
};

// Ends at once where there are no rows.
std::unique_ptr<RowOrder> open_row_order(Order order, uint64_t row_count, uint32_t seed, bool loop);

}  // namespace pinflow::post
