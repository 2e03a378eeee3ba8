// CleanBatch: one micro-batch on its way from records to files: decoded and cleaned, then judged
// against the keys that the table holds, then written.
//
//   Threads:   one at a time; clean() of one batch may run beside the rest of another.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "lake/delta_table.h"
#include "model/dead_letter.h"
#include "query/engine.h"
#include "stream/batch.h"
#include "stream/batch_reader.h"
#include "stream/judge.h"
#include "stream/key_index.h"

namespace pinflow::stream {

// In rows after decoding: rows_in = rows + duplicates + dead_letters.
struct BatchCounts {
  int64_t rows_in = 0;
  int64_t rows = 0;
  int64_t duplicates = 0;
  int64_t dead_letters = 0;
  int64_t lost = 0;  // Records that retention let go before they were read.

  BatchCounts& operator+=(const BatchCounts& other);
  bool operator==(const BatchCounts&) const = default;
};

class CleanBatch {
 public:
  // `config` outlives it.
  CleanBatch(const StreamConfig& config, Batch batch, std::unique_ptr<query::Session> session);

  // Decodes the records and runs the dataset's clean SQL over them.
  // Errors: kInvalidArgument: the SQL is wrong.
  Status clean();
  // Takes the rows' keys into the index. After an error the index is of no more use.
  // Errors: kInvalidArgument: the SQL did not give one row for each.
  Status judge(KeyIndex* index);
  // Writes the rows that are new. No rows, no file.
  Result<std::vector<lake::DataFile>> write(lake::DeltaTable& table);

  // The rows that are new, as SQL. Call it after judge().
  std::string admitted() const;

  const Batch& batch() const { return batch_; }
  // By judge().
  const BatchCounts& counts() const { return counts_; }
  const std::vector<model::DeadLetter>& dead_letters() { return reader_.dead_letters(); }

  query::Session& session() { return *session_; }
  // For the next batch, without the rows of this one. Call it last.
  Result<std::unique_ptr<query::Session>> take_session();

 private:
  const model::Dataset& dataset_;
  const Batch batch_;
  BatchReader reader_;
  std::optional<RefusedPlaces> refused_;
  BatchCounts counts_;
  std::unique_ptr<query::Session> session_;  // Refers to the readers.
};

}  // namespace pinflow::stream
