#include "stream/judge.h"

#include <algorithm>

#include "stream/clean_sql.h"

namespace pinflow::stream {
namespace {

using model::Type;

constexpr size_t kBatchRows = 2048;

// What verdicts_sql() gives.
const model::Schema kVerdictColumns{{{"_partition", Type::kInteger},
                                     {"_offset", Type::kLong},
                                     {"_index", Type::kInteger},
                                     {"_key", Type::kLong},
                                     {"_content", Type::kLong},
                                     {"_reason", Type::kString}}};

// A cleaned row as far as its verdict needs it.
struct Row {
  Place place;
  int64_t key = 0;
  int64_t content = 0;
  size_t reason = 0;  // Its number, from 1; 0: none.
};

// The rows in any order, and the reasons that they share.
struct Rows {
  std::vector<Row> rows;
  std::vector<std::string> reasons;

  Status take(const model::RowBatch& batch) {
    const auto& columns = batch.columns;
    for (size_t i = 0; i < batch.row_count(); ++i) {
      Row& row = rows.emplace_back();
      row.place = {static_cast<int32_t>(columns[0].integers[i]), columns[1].integers[i],
                   static_cast<int32_t>(columns[2].integers[i])};
      row.key = columns[3].integers[i];
      row.content = columns[4].integers[i];
      if (columns[5].valid[i] != 0) row.reason = reason_number(columns[5].texts[i]);
    }
    return Status();
  }

 private:
  size_t reason_number(std::string_view reason) {
    auto known = std::ranges::find(reasons, reason);
    size_t number = static_cast<size_t>(known - reasons.begin()) + 1;
    if (known == reasons.end()) reasons.emplace_back(reason);
    return number;
  }
};

}  // namespace

Result<Judgement> judge_rows(query::Session& session, KeyIndex* index) {
  Rows read;
  auto take = [&](const model::RowBatch& batch) { return read.take(batch); };
  TRY(session.read(verdicts_sql(), kVerdictColumns, take));
  // Several threads decode, so that the order may be another one.
  if (!std::ranges::is_sorted(read.rows, {}, &Row::place)) {
    std::ranges::sort(read.rows, {}, &Row::place);
  }
  Judgement judgement;
  judgement.rows_in = std::ssize(read.rows);
  for (const Row& row : read.rows) {
    if (row.reason != 0) {
      judgement.refused.push_back({row.place, read.reasons[row.reason - 1]});
      continue;
    }
    Verdict verdict = index->admit(row.key, row.content);
    if (verdict == Verdict::kDuplicate) judgement.duplicates.push_back(row.place);
    if (verdict == Verdict::kConflict) judgement.refused.push_back({row.place, "key conflict"});
  }
  return judgement;
}

RefusedPlaces::RefusedPlaces(const Judgement& judgement) : places_(judgement.duplicates) {
  for (const Refusal& refusal : judgement.refused) places_.push_back(refusal.place);
}

const model::Schema& RefusedPlaces::schema() const {
  static const model::Schema schema{
      {{"_partition", Type::kInteger}, {"_offset", Type::kLong}, {"_index", Type::kInteger}}};
  return schema;
}

Result<model::RowBatch> RefusedPlaces::next() {
  model::RowBatch batch(schema());
  std::lock_guard lock(mutex_);
  for (; next_ < places_.size() && batch.row_count() < kBatchRows; ++next_) {
    batch.columns[0].push_integer(places_[next_].partition);
    batch.columns[1].push_integer(places_[next_].offset);
    batch.columns[2].push_integer(places_[next_].index);
  }
  return batch;
}

}  // namespace pinflow::stream
