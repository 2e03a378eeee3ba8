#include "stream/quality_watch.h"

#include <algorithm>

#include "query/quality.h"

namespace pinflow::stream {
namespace {

constexpr std::chrono::minutes kRecordInterval{1};

}  // namespace

QualityWatch::QualityWatch(const StreamConfig& config, const StreamNouns& nouns)
    : config_(config), nouns_(nouns) {}

Status QualityWatch::look(CleanBatch& batch) {
  looked_at_.clear();
  const model::Dataset& dataset = *config_.dataset;
  if (dataset.checks.empty()) return Status();
  std::map<std::string, int64_t> reasons;
  for (const model::DeadLetter& letter : batch.dead_letters()) ++reasons[letter.reason];
  looked_at_ = query::refused_results(dataset, batch.counts().rows_in, reasons);
  const std::string admitted = "(" + batch.admitted() + ")";
  TRY_ASSIGN(auto of_rows, query::look_at_rows(batch.session(), dataset, admitted));
  std::ranges::move(of_rows, std::back_inserter(looked_at_));
  Status stopped = query::stopped_by(looked_at_);
  if (stopped.ok()) return stopped;
  // Nothing of it is committed; that it was stopped is worth recording.
  count();
  TRY(record());
  return stopped;
}

std::map<std::string, int64_t> QualityWatch::failures() const {
  std::map<std::string, int64_t> failures;
  for (const model::QualityResult& result : looked_at_) {
    if (!result.passed()) failures["failed/" + result.check->name] = result.rows_failed;
  }
  return failures;
}

void QualityWatch::count() {
  for (const model::QualityResult& result : looked_at_) add(result);
  looked_at_.clear();
}

void QualityWatch::add(const model::QualityResult& result) {
  auto known = std::ranges::find(pending_, result.check, &model::QualityResult::check);
  if (known == pending_.end()) {
    pending_.push_back(result);
  } else {
    known->rows_checked += result.rows_checked;
    known->rows_failed += result.rows_failed;
  }
}

bool QualityWatch::is_due() const {
  if (pending_.empty()) return false;
  if (!recorded_at_ || nouns_.clock.now() - *recorded_at_ >= kRecordInterval) return true;
  return std::ranges::any_of(pending_, [&](const model::QualityResult& result) {
    return !result.passed() && !failing_.contains(result.check);
  });
}

Status QualityWatch::record() {
  if (pending_.empty()) return Status();
  TRY_ASSIGN(std::unique_ptr<query::Session> session, nouns_.engine.open_session());
  TRY_ASSIGN(lake::DeltaTable * table, nouns_.table(model::quality_table_name(config_.user_id)));
  TRY(query::record_results(*session, *table, pending_, config_.table_name, "stream",
                            nouns_.clock.now()));
  failing_.clear();
  for (const model::QualityResult& result : pending_) {
    if (!result.passed()) failing_.insert(result.check);
  }
  pending_.clear();
  recorded_at_ = nouns_.clock.now();
  return Status();
}

}  // namespace pinflow::stream
