// Description: what a generator is told to make, read from JSON.
//
//   {"rows": 11154,                                  how many rows there are unless asked otherwise
//    "seed": 33,
//    "blocks": [{"name", "begin", "words"}, …],      contiguous; `begin` scales with the rows
//    "groups": {"largest_share", "sizes": [[size, weight], …]},
//    "texts": {"list": ["phrase", [weight, "phrase"], …], …},          see grammar.h
//    "tables": [{"name", "columns": [ see column.h ]}, …],
//    "combinations": [{"weight", "set": {"table": {"column": value}}}, …],   one for each row
//    "anchors": [{"index", "set": …}, …]}            exactly these rows have exactly these values
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "source/generator/column.h"
#include "source/generator/grammar.h"
#include "source/generator/groups.h"

namespace pinflow::source {

struct Override {
  size_t table = 0;
  size_t column = 0;
  MakeValue make;
};
using Overrides = std::vector<Override>;

struct Combination {
  double weight_until = 0;  // Of this combination and those before it, of 1.
  Overrides overrides;
};

struct GeneratedTable {
  std::string name;
  std::vector<GeneratedColumn> columns;
};

struct Description {
  uint64_t row_count = 0;
  uint64_t seed = 0;
  std::vector<Block> blocks;
  GroupSizes group_sizes;
  std::unique_ptr<Grammar> grammar;  // The makers refer to it.
  std::vector<GeneratedTable> tables;
  std::vector<Combination> combinations;
  std::map<uint64_t, Overrides> anchors;  // By row index.
};

// Errors: kInvalidArgument naming the place.
Result<Description> read_description(std::string_view json);

}  // namespace pinflow::source
