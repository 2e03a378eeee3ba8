// The ParquetCodec that DuckDB provides: checkpoint files of lake/.
#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "lake/parquet.h"
#include "query/duckdb/handles.h"

namespace pinflow::query {

// Threads: any, as long as `connect` takes any.
std::unique_ptr<lake::ParquetCodec> make_checkpoint_codec(
    std::function<Result<Connection>()> connect);

}  // namespace pinflow::query
