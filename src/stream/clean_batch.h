// CleanBatch: one micro-batch on its way from records to files: decoded, cleaned, judged against
// the keys that the table holds, and written, in one pass over its rows.
//
//   Threads:   one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "lake/delta_table.h"
#include "model/dead_letter.h"
#include "query/engine.h"
#include "stream/arrivals.h"
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
  // `config` outlives it. `arrival_columns` are those of the relation `arrivals`; none: there is no
  // such relation.
  CleanBatch(const StreamConfig& config, Batch batch, std::unique_ptr<query::Session> session,
             const model::Schema& arrival_columns = {});

  // Decodes the records, runs the dataset's clean SQL over them, takes the rows' keys into the
  // index, and stages those that are new for the table, which outlives it. After an error the
  // index is of no more use.
  // Errors: kInvalidArgument: the SQL is wrong, or did not give one row for each; those of writing.
  Status clean(KeyIndex* index, lake::DeltaTable& table);

  // The rows that are new, as SQL. From clean() to put().
  static std::string admitted();
  // Gives the session the same rows as `arrivals`, where they are wanted. Once.
  Status bind_arrivals();
  // Gives their files to the table's store. No rows, no file. Errors: those of StagedRows::put().
  Result<std::vector<lake::DataFile>> put() { return staged_->put(); }

  const Batch& batch() const { return batch_; }
  // By clean().
  const BatchCounts& counts() const { return counts_; }
  const std::vector<model::DeadLetter>& dead_letters() { return reader_->dead_letters(); }

  query::Session& session() { return *session_; }
  // For the next batch, without the rows of this one. Call it last.
  Result<std::unique_ptr<query::Session>> take_session();

 private:
  Status pass(lake::DeltaTable& table);
  Status count(const Judgement& judgement);

  const StreamConfig& config_;
  const model::Dataset& dataset_;
  const Batch batch_;
  std::optional<Arrivals> arrivals_;
  std::optional<BatchReader> reader_;
  std::optional<Judge> judge_;
  std::unique_ptr<query::StagedRows> staged_;
  BatchCounts counts_;
  std::unique_ptr<query::Session> session_;  // Refers to reader and judge.
};

}  // namespace pinflow::stream
