#include "stream/batch_reader.h"

#include <algorithm>

#include "stream/key_claims.h"

namespace pinflow::stream {
namespace {

constexpr size_t kBatchRows = 2048;

model::Schema raw_with_place(const model::Dataset& dataset) {
  model::Schema schema = dataset.raw;
  for (const model::Column& column : model::place_columns()) schema.columns.push_back(column);
  return schema;
}

}  // namespace

BatchReader::BatchReader(const StreamConfig& config, const Batch& batch)
    : config_(config),
      dataset_(*config.dataset),
      batch_(batch),
      schema_(raw_with_place(dataset_)) {}

Result<model::RowBatch> BatchReader::next() {
  while (true) {
    Chunk chunk;
    {
      std::lock_guard lock(mutex_);
      if (!surplus_.empty()) {
        model::RowBatch rows = std::move(surplus_.front());
        surplus_.pop_front();
        return rows;
      }
      chunk = next_chunk();
    }
    model::RowBatch rows(schema_);
    if (chunk.part == nullptr) return rows;
    std::vector<model::DeadLetter> dead_letters;
    decode_chunk(chunk, &rows, &dead_letters);

    std::lock_guard lock(mutex_);
    std::ranges::move(dead_letters, std::back_inserter(dead_letters_));
    row_count_ += static_cast<int64_t>(rows.row_count());
    for (size_t begin = kBatchRows; begin < rows.row_count(); begin += kBatchRows) {
      size_t end = std::min(rows.row_count(), begin + kBatchRows);
      surplus_.push_back(model::slice(rows, schema_, begin, end));
    }
    rows.truncate(kBatchRows);
    if (rows.row_count() > 0) return rows;  // None would mean the end.
  }
}

// As many records as fill a batch when each is a row.
BatchReader::Chunk BatchReader::next_chunk() {
  while (next_part_ < batch_.partitions.size()) {
    const PartitionRecords& part = batch_.partitions[next_part_];
    if (next_record_ < part.records.size()) {
      size_t begin = next_record_;
      next_record_ = std::min(part.records.size(), begin + kBatchRows);
      return {&part, begin, next_record_};
    }
    ++next_part_;
    next_record_ = 0;
  }
  return {};
}

void BatchReader::decode_chunk(const Chunk& chunk, model::RowBatch* rows,
                               std::vector<model::DeadLetter>* dead_letters) {
  rows->reserve(chunk.end - chunk.begin);
  std::unique_ptr<model::Decoder> decoder = take_decoder();
  std::string_view topic = chunk.part->of.topic;
  int32_t partition = to_int32(chunk.part->of.partition);
  auto place = rows->columns.begin() + static_cast<std::ptrdiff_t>(dataset_.raw.columns.size());
  std::vector<int32_t> indexes;
  std::vector<model::RefusedRow> refused;
  KeyClaims claims(config_);
  for (size_t i = chunk.begin; i < chunk.end; ++i) {
    const model::StoredRecord& stored = chunk.part->records[i];
    int64_t offset = to_int64(stored.offset);
    Status claim = claims.of(stored.record.key);
    if (claim.code() == Code::kDenied) continue;
    indexes.clear();
    refused.clear();
    if (!claim.ok()) {
      refused.push_back({0, claim.message(), stored.record.value.value_or("")});
    } else if (stored.record.value) {
      decoder->decode(*stored.record.value, rows, &indexes, &refused);
    } else {
      refused.push_back({0, "the record has no value", ""});
    }
    for (int32_t index : indexes) {
      place[0].push_text(topic);
      place[1].push_integer(partition);
      place[2].push_integer(offset);
      place[3].push_integer(index);
    }
    for (model::RefusedRow& row : refused) {
      dead_letters->push_back({std::move(row.reason), chunk.part->of.topic, batch_.topic_id,
                               partition, offset, row.index, "", std::move(row.value)});
    }
  }
  std::lock_guard lock(mutex_);
  idle_.push_back(std::move(decoder));
}

std::unique_ptr<model::Decoder> BatchReader::take_decoder() {
  std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<model::Decoder>(dataset_);
  std::unique_ptr<model::Decoder> decoder = std::move(idle_.back());
  idle_.pop_back();
  return decoder;
}

}  // namespace pinflow::stream
