#include "stream/clean_batch.h"

#include <utility>

#include "stream/clean_sql.h"

namespace pinflow::stream {

BatchCounts& BatchCounts::operator+=(const BatchCounts& other) {
  rows_in += other.rows_in;
  rows += other.rows;
  duplicates += other.duplicates;
  dead_letters += other.dead_letters;
  lost += other.lost;
  return *this;
}

CleanBatch::CleanBatch(const StreamConfig& config, Batch batch,
                       std::unique_ptr<query::Session> session)
    : dataset_(*config.dataset),
      batch_(std::move(batch)),
      reader_(config, batch_),
      session_(std::move(session)) {}

Status CleanBatch::clean() {
  TRY(session_->bind_rows(raw_name(dataset_), reader_));
  Status cleaned = session_->bind_view(kCleanRows, dataset_.clean_sql);
  if (cleaned.ok()) cleaned = session_->materialize(kCleaned, cleaned_sql(dataset_));
  return std::move(cleaned).with_context("clean sql of " + dataset_.name);
}

Status CleanBatch::judge(KeyIndex* index) {
  TRY_ASSIGN(Judgement judgement, judge_rows(*session_, index));
  if (judgement.rows_in != reader_.row_count()) {
    return Status(Code::kInvalidArgument, "clean sql of " + dataset_.name + ": gave " +
                                              std::to_string(judgement.rows_in) + " rows for " +
                                              std::to_string(reader_.row_count()) +
                                              ": it must give one row for each");
  }
  for (const Refusal& refusal : judgement.refused) {
    const Place& place = refusal.place;
    const PartitionRecords& part = *batch_.partition(place.partition);
    const model::Record& record = part.at(place.offset).record;
    reader_.dead_letters().push_back({refusal.reason, part.of.topic, batch_.topic_id,
                                      place.partition, place.offset, place.index, "",
                                      model::row_text(*record.value, place.index)});
  }
  counts_.duplicates = std::ssize(judgement.duplicates);
  counts_.dead_letters = std::ssize(reader_.dead_letters());
  counts_.rows = judgement.rows_in - counts_.duplicates - std::ssize(judgement.refused);
  counts_.rows_in = counts_.rows + counts_.duplicates + counts_.dead_letters;
  counts_.lost = batch_.lost_count;
  refused_.emplace(judgement);
  if (refused_->empty()) return Status();
  // Rows of a reader can be read once; these are read for the files and for each metric.
  TRY(session_->bind_rows("refused_places", *refused_));
  return session_->materialize(kRefused, "SELECT * FROM refused_places");
}

Result<std::vector<lake::DataFile>> CleanBatch::write(lake::DeltaTable& table) {
  if (counts_.rows == 0) return std::vector<lake::DataFile>();
  return session_->write_files(admitted(), model::stream_schema(dataset_), table);
}

std::string CleanBatch::admitted() const {
  return admitted_sql(dataset_, !refused_->empty(), batch_.taken_at);
}

Result<std::unique_ptr<query::Session>> CleanBatch::take_session() {
  TRY(session_->bind_empty(raw_name(dataset_), dataset_.raw));
  TRY(session_->bind_empty(kCleaned, dataset_.clean));
  TRY(session_->bind_empty(kRefused, refused_->schema()));
  return std::move(session_);
}

}  // namespace pinflow::stream
