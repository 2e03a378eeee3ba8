// BatchReader: the rows of a batch's records, decoded on the fly into the declared columns and
// their place.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "model/dead_letter.h"
#include "model/decode.h"
#include "model/pipeline.h"
#include "model/row_batch.h"
#include "stream/batch.h"

namespace pinflow::stream {

// Threads: next() from any, each decoding records of its own; the others once it has given nothing.
class BatchReader final : public model::RowReader {
 public:
  // Both outlive it.
  BatchReader(const StreamConfig& config, const Batch& batch);

  const model::Schema& schema() const override { return schema_; }
  Result<model::RowBatch> next() override;

  int64_t row_count() const { return row_count_; }  // Decoded; without dead letters.
  std::vector<model::DeadLetter>& dead_letters() { return dead_letters_; }

 private:
  struct Chunk {
    const PartitionRecords* part = nullptr;
    size_t begin = 0;
    size_t end = 0;
  };
  Chunk next_chunk();
  void decode_chunk(const Chunk& chunk, model::RowBatch* rows,
                    std::vector<model::DeadLetter>* dead_letters);
  std::unique_ptr<model::Decoder> take_decoder();

  const StreamConfig& config_;
  const model::Dataset& dataset_;
  const Batch& batch_;
  const model::Schema schema_;

  std::mutex mutex_;  // Guards what follows.
  size_t next_part_ = 0;
  size_t next_record_ = 0;
  std::vector<std::unique_ptr<model::Decoder>> idle_;
  std::deque<model::RowBatch> surplus_;  // Of chunks that held more rows than a batch takes.
  std::vector<model::DeadLetter> dead_letters_;
  int64_t row_count_ = 0;
};

}  // namespace pinflow::stream
