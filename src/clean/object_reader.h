// ObjectReader: the rows of objects, decoded on the fly into the columns of a bronze table.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "clean/object_chunks.h"
#include "model/dead_letter.h"
#include "model/pipeline.h"
#include "model/row_batch.h"

namespace pinflow::clean {

// Threads: next() from any, each decoding lines of its own; the others once it has given nothing.
class ObjectReader final : public model::RowReader {
 public:
  // All outlive it.
  ObjectReader(const objects::Store& bucket, const model::Dataset& dataset,
               const std::vector<SourceObject>& objects);
  ~ObjectReader() override;

  const model::Schema& schema() const override { return schema_; }
  Result<model::RowBatch> next() override;

  // Whether next() gave up with kInvalidArgument, naming an object, as more could not be decoded
  // than memory takes: 512 MiB of dead letters.
  bool is_flooded() const { return is_flooded_; }

  // What could not be decoded. `value` is the row's bytes, or the line's when it is no JSON.
  const std::vector<model::DeadLetter>& dead_letters() const { return dead_letters_; }
  std::vector<model::DeadLetter> take_dead_letters() { return std::move(dead_letters_); }
  const ObjectChunks& chunks() const { return chunks_; }

 private:
  class LineDecoder;
  std::unique_ptr<LineDecoder> take_decoder();
  void give_back(std::unique_ptr<LineDecoder> decoder);
  Status keep(std::vector<model::DeadLetter>* dead_letters);

  const model::Dataset& dataset_;
  const std::vector<SourceObject>& objects_;
  const model::Schema schema_;
  ObjectChunks chunks_;

  std::mutex mutex_;  // Guards what follows.
  std::vector<std::unique_ptr<LineDecoder>> idle_;
  std::deque<model::RowBatch> surplus_;  // Of values that held more rows than a batch takes.
  std::vector<model::DeadLetter> dead_letters_;
  uint64_t dead_letter_bytes_ = 0;
  bool is_flooded_ = false;
};

}  // namespace pinflow::clean
