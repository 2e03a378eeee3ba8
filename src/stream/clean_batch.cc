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
                       std::unique_ptr<query::Session> session,
                       const model::Schema& arrival_columns)
    : config_(config),
      dataset_(*config.dataset),
      batch_(std::move(batch)),
      session_(std::move(session)) {
  if (!arrival_columns.columns.empty()) arrivals_.emplace(arrival_columns, batch_);
}

Status CleanBatch::clean(KeyIndex* index, lake::DeltaTable& table) {
  judge_.emplace(index, arrivals_ ? &*arrivals_ : nullptr);
  TRY(session_->bind_filter(kAdmits, *judge_));
  TRY(pass(table));
  if (!judge_->settle()) TRY(pass(table));
  return count(judge_->judgement());
}

// Decodes, cleans, judges and writes the rows, all in one statement.
Status CleanBatch::pass(lake::DeltaTable& table) {
  staged_.reset();
  TRY(session_->unbind(raw_name(dataset_)));
  reader_.emplace(config_, batch_);
  TRY(session_->bind_rows(raw_name(dataset_), *reader_));
  const std::string what = "clean sql of " + dataset_.name;
  Status bound = session_->bind_view(kCleanRows, dataset_.clean_sql);
  if (!bound.ok()) return std::move(bound).with_context(what);
  auto staged =
      session_->stage_files(kAdmitted, admitted_sql(dataset_, judge_->schema(), batch_.taken_at),
                            model::stream_schema(dataset_), table);
  if (!staged.ok()) {
    bool is_of_sql = staged.status().code() == Code::kInvalidArgument;
    return is_of_sql ? Status(staged.status()).with_context(what) : staged.status();
  }
  staged_ = std::move(*staged);
  return Status();
}

Status CleanBatch::count(const Judgement& judgement) {
  if (judgement.rows_in != reader_->row_count()) {
    return Status(Code::kInvalidArgument, "clean sql of " + dataset_.name + ": gave " +
                                              std::to_string(judgement.rows_in) + " rows for " +
                                              std::to_string(reader_->row_count()) +
                                              ": it must give one row for each");
  }
  for (const Refusal& refusal : judgement.refused) {
    const Place& place = refusal.place;
    const PartitionRecords& part = *batch_.partition(place.partition);
    const model::Record& record = part.at(place.offset).record;
    reader_->dead_letters().push_back({refusal.reason, part.of.topic, batch_.topic_id,
                                       place.partition, place.offset, place.index, "",
                                       model::row_text(*record.value, place.index)});
  }
  counts_.duplicates = judgement.duplicates;
  counts_.dead_letters = std::ssize(reader_->dead_letters());
  counts_.rows = staged_->row_count();
  counts_.rows_in = counts_.rows + counts_.duplicates + counts_.dead_letters;
  counts_.lost = batch_.lost_count;
  return Status();
}

std::string CleanBatch::admitted() { return std::string("SELECT * FROM ") + kAdmitted; }

Status CleanBatch::bind_arrivals() {
  if (!arrivals_) return Status();
  const std::string once = std::string(kArrivals) + "_once";
  TRY(session_->bind_rows(once, *arrivals_));
  TRY(session_->materialize(kArrivals, "SELECT * FROM " + once));
  return session_->unbind(once);
}

Result<std::unique_ptr<query::Session>> CleanBatch::take_session() {
  for (const std::string& name : {raw_name(dataset_), std::string(kAdmits)}) {
    TRY(session_->unbind(name));
  }
  return std::move(session_);
}

}  // namespace pinflow::stream
