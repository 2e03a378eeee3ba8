// Dead letters to columns.
#include "clean/dead_letters.h"

#include <algorithm>

namespace pinflow::clean {
namespace {

constexpr size_t kBatchRows = 2048;

}  // namespace

const model::Schema& dead_letter_schema() {
  using model::Type;
  static const model::Schema schema{{{"reason", Type::kString},
                                     {"topic", Type::kString},
                                     {"partition", Type::kInteger},
                                     {"offset", Type::kLong},
                                     {"index", Type::kInteger},
                                     {"object", Type::kString},
                                     {"value", Type::kBinary},
                                     {"recorded_at", Type::kTimestamp}}};
  return schema;
}

DeadLetterReader::DeadLetterReader(const std::vector<DeadLetter>& letters, UnixMillis recorded_at)
    : letters_(letters), recorded_at_(recorded_at) {}

Result<model::RowBatch> DeadLetterReader::next() {
  size_t begin = 0;
  size_t end = 0;
  {
    std::lock_guard lock(mutex_);
    begin = next_;
    end = next_ = std::min(letters_.size(), begin + kBatchRows);
  }
  int64_t recorded_at_micros = to_int64(recorded_at_) * 1000;
  model::RowBatch batch(schema());
  for (; begin < end; ++begin) {
    const DeadLetter& letter = letters_[begin];
    batch.columns[0].push_text(letter.reason);
    batch.columns[1].push_text(letter.topic);
    batch.columns[2].push_integer(letter.partition);
    batch.columns[3].push_integer(letter.offset);
    batch.columns[4].push_integer(letter.index);
    batch.columns[5].push_text(letter.object);
    batch.columns[6].push_text(letter.value);
    batch.columns[7].push_integer(recorded_at_micros);
  }
  return batch;
}

}  // namespace pinflow::clean
