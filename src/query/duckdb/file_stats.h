// Delta's statistics of a data file, from what COPY … RETURN_STATS reports of it.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "model/schema.h"

namespace pinflow::query {

// Facts of each column ("min", "max", "null_count", "has_nan", …) under its quoted name.
using ColumnFacts = std::map<std::string, std::map<std::string, std::string>>;

// {"numRecords":…,"minValues":{…},"maxValues":{…},"nullCount":{…}}. A bound that could mislead a
// reader that skips files is left out: a column with NaN, a text cut short at the upper end.
std::string delta_stats(const model::Schema& schema, int64_t row_count, const ColumnFacts& facts);

}  // namespace pinflow::query
