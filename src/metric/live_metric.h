// LiveMetric: the current numbers of one metric, put together from the partial results that its SQL
// gives for each micro-batch.
//
// Rows with the same group are merged by sum, min or max, so that the state is a function of the
// table's rows alone: it is what the same SQL gives over the whole table. With windows only the
// newest are kept: rows that come later than that leave no trace, whenever they come. With a bound
// on groups, those that are new once it is reached are counted as one of each window, "(others)".
//
// Two streams may feed one table. Each has read the table up to another's commit before it commits
// itself, so that versions tell what the state holds already: older ones are passed over.
//
//   Threads:   any.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/change_signal.h"
#include "base/result.h"
#include "model/pipeline.h"

namespace pinflow::metric {

using Value = std::variant<std::monostate, bool, int64_t, double, std::string>;

// What the metric's SQL gives for some rows of its table. Without columns: nothing yet.
struct Partial {
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
};

class LiveMetric {
 public:
  // Keeps references. `changed` is raised after each change.
  LiveMetric(const model::Metric& metric, ChangeSignal& changed);

  // Begins anew with what the SQL gives for the table's version `version`.
  Status reset(const Partial& whole, int64_t version);
  // Adds what it gives for the rows that came with `version`.
  // Errors: kInvalidArgument: a column that the metric declares is missing or holds no numbers.
  Status apply(const Partial& partial, int64_t version);

  // What it holds: reset() with it gives the same again.
  Partial whole() const;

  // {"name":…, "title":…, "table_version":…, "rows":[{…}]}, the largest of its order first, and of
  // windows that have an order the newest.
  std::string json(size_t row_count_max) const;

 private:
  using Group = std::vector<Value>;
  struct Columns;

  Status merge(const Partial& partial, size_t groups_max);
  Group within(size_t groups_max, Group group) const;
  void drop_old_windows();
  std::string render(size_t row_count_max) const;

  const model::Metric& metric_;
  ChangeSignal& changed_;
  mutable std::mutex mutex_;  // Guards what follows.
  int64_t version_ = -1;
  std::vector<std::string> group_columns_;
  std::vector<std::string> value_columns_;
  std::map<Group, std::vector<Value>> groups_;
  mutable std::optional<std::pair<size_t, std::string>> rendered_;  // Since the last change.
};

}  // namespace pinflow::metric
