// TableState: what the actions of a table's log add up to. No I/O.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "lake/action.h"
#include "lake/delta_table.h"

namespace pinflow::lake {

class TableState {
 public:
  // The actions of the next commit, or of a checkpoint when the state is empty.
  void apply(const std::vector<Action>& actions);

  // Whether protocol and metadata are there, without which no table can be read.
  bool is_complete() const { return protocol_.has_value() && metadata_.has_value(); }
  // Errors: kCorruption: it is not complete; kInvalidArgument: a feature is needed that
  // we do not have.
  Result<Snapshot> snapshot(Version version) const;

  // The lines of a checkpoint that stands for all that was applied. Removed files are
  // remembered as long as the table keeps them, so that nobody takes them for files to be cleaned
  // up too soon.
  std::vector<std::string> checkpoint_lines(UnixMillis now) const;
  size_t file_count() const { return files_.size(); }
  const std::map<std::string, RemoveFile>& removed_files() const { return removed_; }
  std::map<std::string, std::string> configuration() const;

 private:
  std::optional<Protocol> protocol_;
  std::optional<Metadata> metadata_;
  // By path and deletion vector: a file may come back with another one.
  std::map<std::string, AddFile> files_;
  std::map<std::string, RemoveFile> removed_;
  std::map<std::string, int64_t> transactions_;
};

}  // namespace pinflow::lake
