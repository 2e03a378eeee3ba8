// Judge: says which cleaned rows of a batch go into the table, which were there already, and which
// cannot.
//
// Of rows with one key the first by place wins, while rows come from several threads in any order.
// Each is judged as it comes, so that the batch is cleaned and written in one pass. That is right
// unless rows of one key differ and came in another order than that of their places: then settle()
// judges all anew, and they have to come again.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "query/row_filter.h"
#include "stream/arrivals.h"
#include "stream/key_index.h"
#include "stream/place.h"

namespace pinflow::stream {

struct Refusal {
  Place place;
  std::string reason;  // "ind is null", "key conflict"
};

struct Judgement {
  int64_t rows_in = 0;  // rows_in = new ones + duplicates + refused.
  int64_t duplicates = 0;
  std::vector<Refusal> refused;  // By place.
};

class Judge final : public query::RowFilter {
 public:
  // Takes the keys of new rows into the index, and those rows into `arrivals` where there are any.
  // Both outlive it.
  explicit Judge(KeyIndex* index, Arrivals* arrivals = nullptr);

  // _partition, _offset, _index, _key, _content, _reason, and the columns of the arrivals.
  const model::Schema& schema() const override { return schema_; }
  void keep(const model::RowBatch& rows, std::vector<uint8_t>* kept) override;

  // Call it when all rows have come. False when other rows go on than keep() has said: they come
  // once more, and keep() then says which.
  bool settle();
  Judgement judgement() const;  // After settle().

 private:
  struct Row {
    Place place;
    int64_t key = 0;
    int64_t content = 0;
    size_t reason = 0;  // Its number, from 1; 0: none.
    Verdict verdict = Verdict::kNew;
    bool goes_on() const { return reason == 0 && verdict == Verdict::kNew; }
  };
  void take(const model::RowBatch& batch);
  size_t reason_number(std::string_view reason);
  bool came_in_order() const;
  void note_first_places();
  void judge_by_place();

  KeyIndex& index_;
  Arrivals* const arrivals_;
  const model::Schema schema_;
  std::mutex mutex_;  // Guards what follows; once settled, nothing of it changes.
  std::vector<Row> rows_;
  std::vector<std::string> reasons_;
  bool is_settled_ = false;
  std::vector<Place> left_out_;  // Where settle() gave false; sorted.
};

}  // namespace pinflow::stream
