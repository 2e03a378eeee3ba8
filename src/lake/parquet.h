// ParquetCodec: the two things lake/ needs of Parquet, which query/duckdb does for it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace pinflow::lake {

class ParquetCodec {
 public:
  virtual ~ParquetCodec() = default;

  // The actions of a checkpoint file, each as the JSON line that a commit file would have.
  // Errors: kCorruption (not Parquet, or without the columns of a checkpoint); kUnavailable.
  virtual Result<std::vector<std::string>> read_checkpoint(const std::filesystem::path& file) = 0;

  // Writes such lines (txn, add, remove, metaData, protocol) as a classic checkpoint file.
  virtual Status write_checkpoint(const std::vector<std::string>& actions,
                                  const std::filesystem::path& file) = 0;
};

}  // namespace pinflow::lake
