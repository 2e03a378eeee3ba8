// Dead letters: rows that go into no table, kept with the reason, the place and the bytes.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/row_batch.h"

namespace pinflow::model {

struct DeadLetter {
  std::string reason;
  std::string topic;
  std::string topic_id;  // "" where it is not known: object names do not tell.
  int32_t partition = 0;
  int64_t offset = 0;
  int32_t index = 0;   // Place in a list of rows. The five together are its identity.
  std::string object;  // "" when it came from the log itself.
  std::string value;   // The row's own bytes.
};

// Where a row came from: the columns _topic, _partition, _offset and _index, which clean SQL
// passes through. Together they are a row's place; the first by place wins over its duplicates.
const std::vector<Column>& place_columns();

// Columns of every dead letter table: those above and recorded_at.
const Schema& dead_letter_schema();

// Dead letters as rows, for Session::bind_rows().
class DeadLetterReader final : public RowReader {
 public:
  // `letters` outlives the reader and its batches.
  DeadLetterReader(const std::vector<DeadLetter>& letters, UnixMillis recorded_at);

  const Schema& schema() const override { return dead_letter_schema(); }
  Result<RowBatch> next() override;

 private:
  const std::vector<DeadLetter>& letters_;
  const UnixMillis recorded_at_;
  std::mutex mutex_;
  size_t next_ = 0;  // Under mutex_.
};

}  // namespace pinflow::model
