#include "post/row_order.h"

#include <algorithm>
#include <random>

#include "post/python_random.h"

namespace pinflow::post {
namespace {

using source::RowIndex;

// The original picks one of this many rows, however many there are.
constexpr uint64_t kOriginalRows = 11'001;

class OriginalOrder final : public RowOrder {
 public:
  OriginalOrder(uint64_t row_count, uint32_t seed)
      : random_(seed), end_(static_cast<uint32_t>(std::min(row_count, kOriginalRows))) {}

  std::optional<Pick> next() override {
    const std::chrono::seconds pause(random_.randrange(2));  // Drawn first, as the original does.
    return Pick{RowIndex{random_.randrange(end_)}, pause};
  }

 private:
  PythonRandom random_;
  uint32_t end_;
};

class SequentialOrder final : public RowOrder {
 public:
  SequentialOrder(uint64_t row_count, bool loop) : row_count_(row_count), loop_(loop) {}

  std::optional<Pick> next() override {
    if (next_ == row_count_ && loop_) next_ = 0;
    if (next_ == row_count_) return std::nullopt;
    return Pick{.row = RowIndex{next_++}, .pause = {}};
  }

 private:
  uint64_t row_count_;
  bool loop_;
  uint64_t next_ = 0;
};

class RandomOrder final : public RowOrder {
 public:
  RandomOrder(uint64_t row_count, uint32_t seed) : engine_(seed), row_(0, row_count - 1) {}

  std::optional<Pick> next() override { return Pick{.row = RowIndex{row_(engine_)}, .pause = {}}; }

 private:
  std::mt19937_64 engine_;
  std::uniform_int_distribution<uint64_t> row_;
};

}  // namespace

std::unique_ptr<RowOrder> open_row_order(Order order, uint64_t row_count, uint32_t seed,
                                         bool loop) {
  if (row_count == 0 || order == Order::kSequential) {
    return std::make_unique<SequentialOrder>(row_count, loop && row_count > 0);
  }
  if (order == Order::kRandom) return std::make_unique<RandomOrder>(row_count, seed);
  return std::make_unique<OriginalOrder>(row_count, seed);
}

}  // namespace pinflow::post
