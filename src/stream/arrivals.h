// Arrivals: the rows of a batch that go into the table, as live metrics see them that ask when they
// arrived: the relation `arrivals`. The time is that of the row's record in the log, but not after
// the batch was taken; of copies in one batch that of the first by place counts.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "model/pipeline.h"
#include "model/row_batch.h"
#include "stream/batch.h"
#include "stream/place.h"

namespace pinflow::stream {

inline constexpr const char* kArrivals = "arrivals";

// arrived_at and the columns that the metric names.
model::Schema arrival_columns(const model::Metric& metric, const model::Dataset& dataset);

//   Threads:  take() and next() from several at once, next() only after the last take().
class Arrivals final : public model::RowReader {
 public:
  // arrived_at and others. `batch` outlives it.
  Arrivals(model::Schema columns, const Batch& batch);

  const model::Schema& schema() const override { return schema_; }

  // Copies the rows of which `kept` says so. Their columns from `first` on are those of schema()
  // but for the time.
  void take(const model::RowBatch& rows, const std::vector<uint8_t>& kept, size_t first);
  // A copy of the row at `place` came before it.
  void came_first(const Place& place, const Place& first) { first_places_[place] = first; }
  // Forgets all rows: they come once more.
  void clear();

  Result<model::RowBatch> next() override;

 private:
  struct Taken {
    model::RowBatch rows;  // Without the time.
    std::vector<Place> places;
  };
  int64_t arrival_micros(const Place& place) const;

  const model::Schema schema_;
  const model::Schema taken_schema_;
  const Batch& batch_;
  std::map<Place, Place> first_places_;
  std::mutex mutex_;  // Guards what follows.
  std::vector<Taken> taken_;
  size_t next_ = 0;
};

}  // namespace pinflow::stream
