// EncodeParquet: what the sink needs of Parquet, which app/ takes from query/.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow::sink {

// The bytes of a Parquet file of JSON objects, one a line; `codec` is "uncompressed", "snappy",
// "gzip", "zstd" or "brotli". The same lines give the same bytes, since objects that are met again
// after a crash are known by theirs. Errors: kInvalidArgument: a line has no columns; others.
using EncodeParquet =
    std::function<Result<std::string>(std::string_view lines, std::string_view codec)>;

}  // namespace pinflow::sink
