// Dead letters: rows that go into no table, kept with the reason, the place and the bytes.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/row_batch.h"

namespace pinflow::clean {

struct DeadLetter {
  std::string reason;
  std::string topic;
  int32_t partition = 0;
  int64_t offset = 0;
  int32_t index = 0;  // Place in a list of rows. The four together are its identity.
  std::string object;
  std::string value;  // The row's own bytes.
};

// Columns of every dead letter table: those above and recorded_at.
const model::Schema& dead_letter_schema();

// Dead letters as rows, for Session::bind_rows().
class DeadLetterReader final : public model::RowReader {
 public:
  // `letters` outlives the reader and its batches.
  DeadLetterReader(const std::vector<DeadLetter>& letters, UnixMillis recorded_at);

  const model::Schema& schema() const override { return dead_letter_schema(); }
  Result<model::RowBatch> next() override;

 private:
  const std::vector<DeadLetter>& letters_;
  const UnixMillis recorded_at_;
  std::mutex mutex_;
  size_t next_ = 0;  // Under mutex_.
};

}  // namespace pinflow::clean
