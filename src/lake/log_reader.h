// LogReader: loads a table's state from its _delta_log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "lake/action.h"
#include "lake/log_files.h"
#include "lake/parquet.h"
#include "lake/table_state.h"
#include "objects/store.h"

namespace pinflow::lake {

struct LoadedState {
  int64_t version = -1;
  TableState state;
};

// Threads: any.
class LogReader {
 public:
  // `log_prefix` is the key prefix of the _delta_log, with its slash.
  LogReader(const objects::Store& store, std::string log_prefix, ParquetCodec& codec)
      : store_(store), log_prefix_(std::move(log_prefix)), codec_(codec) {}

  bool exists() const;
  // From the newest checkpoint that can be read, else from the first commit.
  // Errors: kNotFound: no table; kOutOfRange: no such version; kCorruption; kUnavailable.
  Result<LoadedState> load(std::optional<int64_t> until = std::nullopt) const;
  // Applies the commits that came after.
  Status advance(LoadedState* loaded) const;
  // The actions of one commit. Errors: kNotFound; kCorruption; kUnavailable.
  Result<std::vector<Action>> read_commit(int64_t version) const;

 private:
  Result<LogFiles> list(const std::string& after) const;
  std::optional<int64_t> last_checkpoint() const;
  Result<LoadedState> load_from(const LogFiles& files, std::optional<int64_t> checkpoint,
                                std::optional<int64_t> until) const;
  Result<std::vector<Action>> read_checkpoint_file(const std::string& key) const;
  Status apply_checkpoint(const std::vector<std::string>& keys, TableState* state) const;
  Status apply_commits(const LogFiles& files, std::optional<int64_t> until,
                       LoadedState* loaded) const;

  const objects::Store& store_;
  const std::string log_prefix_;
  ParquetCodec& codec_;
};

}  // namespace pinflow::lake
