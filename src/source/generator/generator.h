// Generator: made-up tables in the shape that a description gives, of any size.
//
// Row i depends only on the description, the seed, the row count and i: any row can be read alone,
// by any number of generators, in memory that does not grow with the row count.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "source/row_source.h"

namespace pinflow::source {

struct GeneratorOptions {
  uint64_t row_count = 0;  // Of each table; 0: as many as the description says.
  uint64_t seed = 0;       // 0: the description's.
};

// `description` is JSON as generator/description.h says. Errors: kInvalidArgument naming the place.
Result<std::unique_ptr<RowSource>> open_generator(std::string_view description,
                                                  const GeneratorOptions& options = {});

}  // namespace pinflow::source
