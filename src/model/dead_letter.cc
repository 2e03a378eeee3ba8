// Dead letters to columns.
#include "model/dead_letter.h"

#include <algorithm>

namespace pinflow::model {
namespace {

constexpr size_t kBatchRows = 2048;

void push_known(std::string_view text, ColumnValues* into) {
  text.empty() ? into->push_null() : into->push_text(text);
}

}  // namespace

const std::vector<Column>& place_columns() {
  static const std::vector<Column> columns = {{"_topic", Type::kString},
                                              {"_partition", Type::kInteger},
                                              {"_offset", Type::kLong},
                                              {"_index", Type::kInteger}};
  return columns;
}

const Schema& dead_letter_schema() {
  static const Schema schema{{{"reason", Type::kString},
                              {"topic", Type::kString},
                              {"topic_id", Type::kString},
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

Result<RowBatch> DeadLetterReader::next() {
  size_t begin = 0;
  size_t end = 0;
  {
    std::lock_guard lock(mutex_);
    begin = next_;
    end = next_ = std::min(letters_.size(), begin + kBatchRows);
  }
  int64_t recorded_at_micros = to_int64(recorded_at_) * 1000;
  RowBatch batch(schema());
  for (; begin < end; ++begin) {
    const DeadLetter& letter = letters_[begin];
    batch.columns[0].push_text(letter.reason);
    batch.columns[1].push_text(letter.topic);
    push_known(letter.topic_id, &batch.columns[2]);
    batch.columns[3].push_integer(letter.partition);
    batch.columns[4].push_integer(letter.offset);
    batch.columns[5].push_integer(letter.index);
    push_known(letter.object, &batch.columns[6]);
    batch.columns[7].push_text(letter.value);
    batch.columns[8].push_integer(recorded_at_micros);
  }
  return batch;
}

}  // namespace pinflow::model
