// Place: where a row came from, within a topic.
#pragma once

#include <compare>
#include <cstdint>

#include "model/row_batch.h"

namespace pinflow::stream {

struct Place {
  int32_t partition = 0;
  int64_t offset = 0;
  int32_t index = 0;
  auto operator<=>(const Place&) const = default;
};

// Of rows whose first columns are _partition, _offset and _index.
inline Place place_at(const model::RowBatch& batch, size_t row) {
  return {static_cast<int32_t>(batch.columns[0].integers[row]), batch.columns[1].integers[row],
          static_cast<int32_t>(batch.columns[2].integers[row])};
}

}  // namespace pinflow::stream
