// Each thread decodes the lines of one chunk at a time; decoders are kept for the next call.
#include "clean/object_reader.h"

#include <algorithm>
#include <optional>

#include "clean/site.h"
#include "model/decode.h"

namespace pinflow::clean {
namespace {

constexpr size_t kBatchRows = 2048;
constexpr uint64_t kDeadLetterBytesMax = 512u << 20;
constexpr uint64_t kBytesOfEach = 512;  // About, besides its value.

}  // namespace

// Turns the lines of chunks into rows.
class ObjectReader::LineDecoder {
 public:
  LineDecoder(const model::Dataset& dataset, const std::vector<SourceObject>& objects)
      : decoder_(dataset), objects_(objects), raw_count_(dataset.raw.columns.size()) {}

  bool has_lines() const { return position_ < chunk_.bytes.size(); }

  void start(Chunk chunk) {
    chunk_ = std::move(chunk);
    position_ = 0;
    line_ = chunk_.first_line;
    object_in_batch_.reset();
  }

  // Decodes lines until the batch, or what was refused, is full or the chunk has no more.
  void decode(model::RowBatch* batch, std::vector<model::DeadLetter>* dead_letters) {
    object_in_batch_.reset();
    while (has_lines() && batch->row_count() < kBatchRows && dead_letters->size() < kBatchRows) {
      size_t end = std::min(chunk_.bytes.find('\n', position_), chunk_.bytes.size());
      std::string_view line(chunk_.bytes.data() + position_, end - position_);
      position_ = end + 1;
      decode_line(line, batch, dead_letters);
      ++line_;
    }
  }

 private:
  void decode_line(std::string_view line, model::RowBatch* batch,
                   std::vector<model::DeadLetter>* dead_letters) {
    const SourceObject& object = objects_[chunk_.object_index];
    int32_t partition = to_int32(object.name.from.partition);
    int64_t offset = to_int64(object.name.first_offset + line_);
    indexes_.clear();
    refused_.clear();
    decoder_.decode(line, batch, &indexes_, &refused_);
    if (!indexes_.empty() && !object_in_batch_) {
      topic_in_batch_ = batch->keep(std::string_view(object.name.from.topic));
      object_in_batch_ = batch->keep(std::string_view(object.info.key));
    }
    auto column = batch->columns.begin() + static_cast<std::ptrdiff_t>(raw_count_);
    for (int32_t index : indexes_) {
      column[0].push_text(topic_in_batch_);
      column[1].push_integer(partition);
      column[2].push_integer(offset);
      column[3].push_integer(index);
      column[4].push_text(*object_in_batch_);
    }
    for (model::RefusedRow& row : refused_) {
      dead_letters->push_back({std::move(row.reason), object.name.from.topic, "", partition, offset,
                               row.index, object.info.key, std::move(row.value)});
    }
  }

  model::Decoder decoder_;
  const std::vector<SourceObject>& objects_;
  const size_t raw_count_;
  Chunk chunk_;
  size_t position_ = 0;
  int64_t line_ = 0;
  std::string_view topic_in_batch_;
  std::optional<std::string_view> object_in_batch_;  // Once the batch holds the name.
  std::vector<int32_t> indexes_;
  std::vector<model::RefusedRow> refused_;
};

ObjectReader::ObjectReader(const objects::Store& bucket, const model::Dataset& dataset,
                           const std::vector<SourceObject>& objects)
    : dataset_(dataset),
      objects_(objects),
      schema_(bronze_schema(dataset)),
      chunks_(bucket, objects) {}

ObjectReader::~ObjectReader() = default;

Result<model::RowBatch> ObjectReader::next() {
  {
    std::lock_guard lock(mutex_);
    if (!surplus_.empty()) {
      model::RowBatch batch = std::move(surplus_.front());
      surplus_.pop_front();
      return batch;
    }
  }
  model::RowBatch batch(schema_);
  std::vector<model::DeadLetter> dead_letters;
  std::unique_ptr<LineDecoder> decoder = take_decoder();
  while (batch.row_count() < kBatchRows) {
    if (!decoder->has_lines()) {
      TRY_ASSIGN(std::optional<Chunk> chunk, chunks_.next());
      if (!chunk) break;
      decoder->start(std::move(*chunk));
    }
    decoder->decode(&batch, &dead_letters);
    TRY(keep(&dead_letters));
  }
  give_back(std::move(decoder));

  std::lock_guard lock(mutex_);
  if (batch.row_count() <= kBatchRows) return batch;
  for (size_t begin = kBatchRows; begin < batch.row_count(); begin += kBatchRows) {
    size_t end = std::min(batch.row_count(), begin + kBatchRows);
    surplus_.push_back(model::slice(batch, schema_, begin, end));
  }
  batch.truncate(kBatchRows);
  return batch;
}

Status ObjectReader::keep(std::vector<model::DeadLetter>* dead_letters) {
  if (dead_letters->empty()) return Status();
  std::lock_guard lock(mutex_);
  for (const model::DeadLetter& letter : *dead_letters) {
    dead_letter_bytes_ += kBytesOfEach + letter.value.size();
  }
  is_flooded_ = is_flooded_ || dead_letter_bytes_ > kDeadLetterBytesMax;
  if (is_flooded_) {
    return Status(Code::kInvalidArgument,
                  dead_letters->back().object + ": more lines that are no rows than memory takes");
  }
  std::ranges::move(*dead_letters, std::back_inserter(dead_letters_));
  dead_letters->clear();
  return Status();
}

// One whose chunk has lines left before one without.
std::unique_ptr<ObjectReader::LineDecoder> ObjectReader::take_decoder() {
  std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<LineDecoder>(dataset_, objects_);
  auto found = std::ranges::find_if(idle_, [](auto& decoder) { return decoder->has_lines(); });
  if (found == idle_.end()) found = idle_.begin();
  std::unique_ptr<LineDecoder> decoder = std::move(*found);
  idle_.erase(found);
  return decoder;
}

void ObjectReader::give_back(std::unique_ptr<LineDecoder> decoder) {
  std::lock_guard lock(mutex_);
  idle_.push_back(std::move(decoder));
}

}  // namespace pinflow::clean
