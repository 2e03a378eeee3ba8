#include "stream/judge.h"

#include <algorithm>
#include <unordered_map>

namespace pinflow::stream {
namespace {

using model::Type;

Place place_at(const model::RowBatch& batch, size_t row) {
  return {static_cast<int32_t>(batch.columns[0].integers[row]), batch.columns[1].integers[row],
          static_cast<int32_t>(batch.columns[2].integers[row])};
}

}  // namespace

const model::Schema& Judge::schema() const {
  static const model::Schema schema{{{"_partition", Type::kInteger},
                                     {"_offset", Type::kLong},
                                     {"_index", Type::kInteger},
                                     {"_key", Type::kLong},
                                     {"_content", Type::kLong},
                                     {"_reason", Type::kString}}};
  return schema;
}

void Judge::keep(const model::RowBatch& batch, std::vector<uint8_t>* kept) {
  if (is_settled_) {  // Nothing is written any more.
    for (size_t i = 0; i < batch.row_count(); ++i) {
      (*kept)[i] = !std::ranges::binary_search(left_out_, place_at(batch, i));
    }
    return;
  }
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
  if (came_in_order()) return true;
  judge_by_place();
  return false;
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
