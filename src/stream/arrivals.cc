#include "stream/arrivals.h"

#include <algorithm>
#include <utility>

namespace pinflow::stream {
namespace {

model::Schema without_first(const model::Schema& schema) {
  return {{schema.columns.begin() + 1, schema.columns.end()}};
}

void copy_value(const model::ColumnValues& from, size_t row, model::RowBatch* batch,
                model::ColumnValues* into) {
  using model::Type;
  if (from.valid[row] == 0) {
    into->push_null();
  } else if (from.type == Type::kString || from.type == Type::kBinary) {
    into->push_text(batch->keep(from.texts[row]));
  } else if (from.type == Type::kDouble) {
    into->push_double(from.doubles[row]);
  } else {
    into->push_integer(from.integers[row]);
  }
}

}  // namespace

model::Schema arrival_columns(const model::Metric& metric, const model::Dataset& dataset) {
  model::Schema schema{{{"arrived_at", model::Type::kTimestamp}}};
  for (const std::string& name : metric.columns) {
    auto column = dataset.clean.index_of(name);
    if (column) schema.columns.push_back(dataset.clean.columns[*column]);
  }
  return schema;
}

Arrivals::Arrivals(model::Schema columns, const Batch& batch)
    : schema_(std::move(columns)), taken_schema_(without_first(schema_)), batch_(batch) {}

void Arrivals::take(const model::RowBatch& rows, const std::vector<uint8_t>& kept, size_t first) {
  Taken taken{model::RowBatch(taken_schema_), {}};
  for (size_t row = 0; row < kept.size(); ++row) {
    if (kept[row] == 0) continue;
    taken.places.push_back(place_at(rows, row));
    for (size_t i = 0; i < taken.rows.columns.size(); ++i) {
      copy_value(rows.columns[first + i], row, &taken.rows, &taken.rows.columns[i]);
    }
  }
  if (taken.places.empty()) return;
  std::lock_guard lock(mutex_);
  taken_.push_back(std::move(taken));
}

void Arrivals::clear() {
  std::lock_guard lock(mutex_);
  taken_.clear();
  first_places_.clear();
  next_ = 0;
}

Result<model::RowBatch> Arrivals::next() {
  Taken* taken = nullptr;
  {
    std::lock_guard lock(mutex_);
    if (next_ == taken_.size()) return model::RowBatch(schema_);
    taken = &taken_[next_++];
  }
  model::RowBatch rows = std::move(taken->rows);
  model::ColumnValues times{model::Type::kTimestamp, {}, {}, {}, {}};
  for (const Place& place : taken->places) times.push_integer(arrival_micros(place));
  rows.columns.insert(rows.columns.begin(), std::move(times));
  return rows;
}

int64_t Arrivals::arrival_micros(const Place& place) const {
  auto earlier = first_places_.find(place);
  const Place& first = earlier == first_places_.end() ? place : earlier->second;
  const model::Record& record = batch_.partition(first.partition)->at(first.offset).record;
  return to_int64(std::min(record.timestamp, batch_.taken_at)) * 1000;
}

}  // namespace pinflow::stream
