// judge_rows(): which cleaned rows go into the table, which were there already, which cannot.
#pragma once

#include <compare>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "model/row_batch.h"
#include "query/engine.h"
#include "stream/key_index.h"

namespace pinflow::stream {

// Where a row came from, within a topic.
struct Place {
  int32_t partition = 0;
  int64_t offset = 0;
  int32_t index = 0;
  auto operator<=>(const Place&) const = default;
};

struct Refusal {
  Place place;
  std::string reason;  // "ind is null", "key conflict"
};

struct Judgement {
  int64_t rows_in = 0;            // rows_in = new ones + duplicates + refused.
  std::vector<Place> duplicates;  // By place, as are the refused ones.
  std::vector<Refusal> refused;
};

// Judges the rows of kCleaned in the order of their places and takes the keys of new ones into the
// index. Errors: those of Session::read().
Result<Judgement> judge_rows(query::Session& session, KeyIndex* index);

// The places of rows that do not go on, as the relation kRefused.
class RefusedPlaces final : public model::RowReader {
 public:
  explicit RefusedPlaces(const Judgement& judgement);
  const model::Schema& schema() const override;
  Result<model::RowBatch> next() override;

  bool empty() const { return places_.empty(); }

 private:
  std::vector<Place> places_;
  std::mutex mutex_;
  size_t next_ = 0;  // Under mutex_.
};

}  // namespace pinflow::stream
