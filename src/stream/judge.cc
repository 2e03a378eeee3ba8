#include "stream/judge.h"

#include <algorithm>
#include <unordered_map>

namespace pinflow::stream {
namespace {

using model::Type;

const model::Schema kJudged{{{"_partition", Type::kInteger},
                             {"_offset", Type::kLong},
                             {"_index", Type::kInteger},
                             {"_key", Type::kLong},
                             {"_content", Type::kLong},
                             {"_reason", Type::kString}}};

model::Schema judged_with(const Arrivals* arrivals) {
  model::Schema schema = kJudged;
  if (arrivals == nullptr) return schema;
  const auto& more = arrivals->schema().columns;  // The first is the time, which nobody knows yet.
  schema.columns.insert(schema.columns.end(), more.begin() + 1, more.end());
  return schema;
}

}  // namespace

Judge::Judge(KeyIndex* index, Arrivals* arrivals)
    : index_(*index), arrivals_(arrivals), schema_(judged_with(arrivals)) {}

void Judge::keep(const model::RowBatch& batch, std::vector<uint8_t>* kept) {
  if (is_settled_) {  // Nothing is written any more.
    for (size_t i = 0; i < batch.row_count(); ++i) {
      (*kept)[i] = !std::ranges::binary_search(left_out_, place_at(batch, i));
    }
    if (arrivals_ != nullptr) arrivals_->take(batch, *kept, kJudged.columns.size());
    return;
  }
  {
    std::lock_guard lock(mutex_);
    for (int64_t key : batch.columns[3].integers) index_.expect(key);
    size_t begin = rows_.size();
    take(batch);
    for (size_t i = begin; i < rows_.size(); ++i) {
      Row& row = rows_[i];
      if (row.reason == 0) row.verdict = index_.admit(row.key, row.content);
      (*kept)[i - begin] = row.goes_on();
    }
  }
  if (arrivals_ != nullptr) arrivals_->take(batch, *kept, kJudged.columns.size());
}

void Judge::take(const model::RowBatch& batch) {
  const auto& columns = batch.columns;
  for (size_t i = 0; i < batch.row_count(); ++i) {
    Row& row = rows_.emplace_back();
    row.place = place_at(batch, i);
    row.key = columns[3].integers[i];
    row.content = columns[4].integers[i];
    if (columns[5].valid[i] != 0) row.reason = reason_number(columns[5].texts[i]);
  }
}

size_t Judge::reason_number(std::string_view reason) {
  auto known = std::ranges::find(reasons_, reason);
  auto number = static_cast<size_t>(known - reasons_.begin()) + 1;
  if (known == reasons_.end()) reasons_.emplace_back(reason);
  return number;
}

bool Judge::settle() {
  std::lock_guard lock(mutex_);
  is_settled_ = true;
  bool is_right = came_in_order();
  if (!is_right) {
    judge_by_place();
    if (arrivals_ != nullptr) arrivals_->clear();
  }
  if (arrivals_ != nullptr) note_first_places();
  return is_right;
}

// Of copies any may have been let in, but the first has arrived.
void Judge::note_first_places() {
  std::unordered_map<int64_t, Place> first_copies;
  for (const Row& row : rows_) {
    if (row.reason != 0 || row.verdict != Verdict::kDuplicate) continue;
    auto [known, is_new] = first_copies.try_emplace(row.key, row.place);
    if (!is_new) known->second = std::min(known->second, row.place);
  }
  if (first_copies.empty()) return;
  for (const Row& row : rows_) {
    auto copy = row.goes_on() ? first_copies.find(row.key) : first_copies.end();
    if (copy != first_copies.end() && copy->second < row.place) {
      arrivals_->came_first(row.place, copy->second);
    }
  }
}

// Whether no row that was refused for its key comes, by its place, before the one that was let in.
bool Judge::came_in_order() const {
  std::unordered_map<int64_t, Place> first_refused;
  for (const Row& row : rows_) {
    if (row.verdict != Verdict::kConflict) continue;
    auto [known, is_new] = first_refused.try_emplace(row.key, row.place);
    if (!is_new) known->second = std::min(known->second, row.place);
  }
  if (first_refused.empty()) return true;
  return std::ranges::none_of(rows_, [&](const Row& row) {
    auto refused = row.goes_on() ? first_refused.find(row.key) : first_refused.end();
    return refused != first_refused.end() && refused->second < row.place;
  });
}

void Judge::judge_by_place() {
  for (const Row& row : rows_) {
    if (row.goes_on()) index_.take_back(row.key);
  }
  std::ranges::sort(rows_, {}, &Row::place);
  for (Row& row : rows_) {
    if (row.reason == 0) row.verdict = index_.admit(row.key, row.content);
    if (!row.goes_on()) left_out_.push_back(row.place);
  }
}

Judgement Judge::judgement() const {
  Judgement judgement;
  judgement.rows_in = std::ssize(rows_);
  for (const Row& row : rows_) {
    if (row.reason != 0) {
      judgement.refused.push_back({row.place, reasons_[row.reason - 1]});
    } else if (row.verdict == Verdict::kConflict) {
      judgement.refused.push_back({row.place, "key conflict"});
    } else if (row.verdict == Verdict::kDuplicate) {
      ++judgement.duplicates;
    }
  }
  std::ranges::sort(judgement.refused, {}, &Refusal::place);
  return judgement;
}

}  // namespace pinflow::stream
