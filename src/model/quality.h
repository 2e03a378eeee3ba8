// QualityCheck: what a pipeline says must hold of a dataset's rows, and QualityResult: what came of
// looking.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/row_batch.h"

namespace pinflow::model {

// The first four look at one row, the others at the table as it would be.
enum class CheckKind {
  kNotNull,         // not_null         `columns`
  kRange,           // range            `columns`, `min`, `max`
  kAcceptedValues,  // accepted_values  `columns`, `values`
  kCondition,       // condition        `sql`, an expression over the row's columns
  kUnique,          // unique           `columns` together
  kRowCount,        // row_count        `min`, `max`
  kFreshness,       // freshness        `columns`, one of time; `age_hours_max`
  kQuery,           // query            `sql`, a select of what is wrong
};

// What becomes of rows that fail.
enum class CheckAction {
  kWarn,         // warn: they are published, and counted.
  kDeadLetters,  // dead_letters: they go there. Only checks of one row can do that.
  kStop,         // stop: nothing of the batch is published until somebody has mended it.
};

struct QualityCheck {
  std::string name;
  CheckKind kind = CheckKind::kNotNull;
  CheckAction action = CheckAction::kWarn;
  std::vector<std::string> columns;
  std::optional<double> min;
  std::optional<double> max;
  std::vector<std::string> values;
  int64_t age_hours_max = 0;
  std::string sql;
  std::string place;  // Where it is declared: "pipeline.toml:120:1".

  bool is_of_rows() const { return kind <= CheckKind::kCondition; }
};

// The names that pipeline.toml gives, and back. Errors: kInvalidArgument, with the nearest name.
std::string_view kind_name(CheckKind kind);
std::string_view action_name(CheckAction action);
Result<CheckKind> parse_check_kind(std::string_view name);
Result<CheckAction> parse_check_action(std::string_view name);

struct CheckMistake {
  std::string key;  // Of the part that is wrong: "columns".
  std::string what;
};
// What is wrong with the declaration by itself, if anything: a part that its kind needs and lacks,
// or has no use for; an action that its kind cannot take; a column that `schema` lacks.
std::optional<CheckMistake> check_mistake(const QualityCheck& check, const Schema& schema);

// One look at one table.
struct QualityResult {
  const QualityCheck* check = nullptr;
  int64_t rows_checked = 0;
  int64_t rows_failed = 0;  // Of a check of the whole table: 1, or how many are wrong.
  std::string detail;       // What the numbers do not say: "newest is 2022-11-07 10:00:00".

  bool passed() const { return rows_failed == 0; }
  // "passed", "warned", "dead letters" or "stopped".
  std::string_view outcome() const;
};

// Columns of a table of results: recorded_at, table, way, check, kind, action, outcome,
// rows_checked, rows_failed, detail.
const Schema& quality_result_schema();
// "quality.demo_results".
std::string quality_table_name(std::string_view user_id);

// Results as rows, for Session::bind_rows().
class QualityResultReader final : public RowReader {
 public:
  // What it refers to outlives the reader. `way` is "batch" or "stream".
  QualityResultReader(const std::vector<QualityResult>& results, std::string table, std::string way,
                      UnixMillis recorded_at);

  const Schema& schema() const override { return quality_result_schema(); }
  Result<RowBatch> next() override;

 private:
  const std::vector<QualityResult>& results_;
  const std::string table_;
  const std::string way_;
  const UnixMillis recorded_at_;
  std::mutex mutex_;
  bool is_read_ = false;  // Under mutex_.
};

}  // namespace pinflow::model
