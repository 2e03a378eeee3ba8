// The words that declare checks, and results to columns.
#include "model/quality.h"

#include <algorithm>
#include <iterator>

#include "base/nearest_name.h"

namespace pinflow::model {
namespace {

constexpr std::string_view kKinds[] = {"not_null", "range",     "accepted_values", "condition",
                                       "unique",   "row_count", "freshness",       "query"};
constexpr std::string_view kActions[] = {"warn", "dead_letters", "stop"};

template <class Value, size_t kCount>
Result<Value> parse_word(const char* what, const std::string_view (&words)[kCount],
                         std::string_view word) {
  const std::string_view* found = std::ranges::find(words, word);
  if (found != std::end(words)) return static_cast<Value>(found - std::begin(words));
  std::vector<std::string> known(std::begin(words), std::end(words));
  std::string all;
  for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
  return Status(Code::kInvalidArgument, std::string("unknown ") + what + " '" + std::string(word) +
                                            "'" + did_you_mean(word, known) + " There are " + all);
}

bool is_number(Type type) {
  return type == Type::kInteger || type == Type::kLong || type == Type::kDouble;
}

bool is_time(Type type) { return type == Type::kTimestamp || type == Type::kDate; }

// A part of a declaration, and whether the check's kind wants it.
struct Part {
  const char* key;
  bool is_given;
  bool is_wanted;
};

std::optional<CheckMistake> part_mistake(const QualityCheck& check) {
  using enum CheckKind;
  const CheckKind kind = check.kind;
  bool is_bounded = kind == kRange || kind == kRowCount;
  const Part parts[] = {
      {"columns", !check.columns.empty(),
       kind != kCondition && kind != kRowCount && kind != kQuery},
      {"min", check.min || (is_bounded && check.max), is_bounded},
      {"max", check.max || (is_bounded && check.min), is_bounded},
      {"values", !check.values.empty(), kind == kAcceptedValues},
      {"age_hours_max", check.age_hours_max > 0, kind == kFreshness},
      {kind == kQuery ? "file" : "sql", !check.sql.empty(), kind == kCondition || kind == kQuery}};
  const std::string of_kind = " of kind \"" + std::string(kind_name(kind)) + "\"";
  for (const Part& part : parts) {
    const std::string key = part.key;
    if (part.is_wanted && !part.is_given) {
      std::string name = is_bounded && key == "min" ? "min' or 'max" : key;
      return CheckMistake{key, "a check" + of_kind + " needs '" + name + "'"};
    }
    if (part.is_given && !part.is_wanted) {
      return CheckMistake{key, "'" + key + "' has no meaning for a check" + of_kind};
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view kind_name(CheckKind kind) { return kKinds[static_cast<size_t>(kind)]; }
std::string_view action_name(CheckAction action) { return kActions[static_cast<size_t>(action)]; }

Result<CheckKind> parse_check_kind(std::string_view name) {
  return parse_word<CheckKind>("kind", kKinds, name);
}

Result<CheckAction> parse_check_action(std::string_view name) {
  return parse_word<CheckAction>("action", kActions, name);
}

std::optional<CheckMistake> check_mistake(const QualityCheck& check, const Schema& schema) {
  if (auto mistake = part_mistake(check)) return mistake;
  if (check.min && check.max && *check.min > *check.max) {
    return CheckMistake{"min", "'min' is more than 'max'"};
  }
  for (const std::string& name : check.columns) {
    std::optional<size_t> at = schema.index_of(name);
    if (!at) return CheckMistake{"columns", "no clean column '" + name + "'"};
    Type type = schema.columns[*at].type;
    if (check.kind == CheckKind::kRange && !is_number(type)) {
      return CheckMistake{"columns", "column '" + name + "' holds no numbers"};
    }
    if (check.kind == CheckKind::kFreshness && !is_time(type)) {
      return CheckMistake{"columns", "column '" + name + "' holds no times"};
    }
  }
  if (check.kind == CheckKind::kFreshness && check.columns.size() != 1) {
    return CheckMistake{"columns", "freshness is that of one column"};
  }
  if (check.action == CheckAction::kDeadLetters && !check.is_of_rows()) {
    return CheckMistake{"action", "\"dead_letters\" takes single rows, and a check of kind \"" +
                                      std::string(kind_name(check.kind)) +
                                      "\" is about the whole table: use \"warn\" or \"stop\""};
  }
  return std::nullopt;
}

std::string_view QualityResult::outcome() const {
  constexpr std::string_view kOutcomes[] = {"warned", "dead letters", "stopped"};
  return passed() ? "passed" : kOutcomes[static_cast<size_t>(check->action)];
}

const Schema& quality_result_schema() {
  static const Schema schema{{{"recorded_at", Type::kTimestamp},
                              {"table", Type::kString},
                              {"way", Type::kString},
                              {"check", Type::kString},
                              {"kind", Type::kString},
                              {"action", Type::kString},
                              {"outcome", Type::kString},
                              {"rows_checked", Type::kLong},
                              {"rows_failed", Type::kLong},
                              {"detail", Type::kString}}};
  return schema;
}

std::string quality_table_name(std::string_view user_id) {
  return "quality." + std::string(user_id) + "_results";
}

QualityResultReader::QualityResultReader(const std::vector<QualityResult>& results,
                                         std::string table, std::string way, UnixMillis recorded_at)
    : results_(results),
      table_(std::move(table)),
      way_(std::move(way)),
      recorded_at_(recorded_at) {}

Result<RowBatch> QualityResultReader::next() {
  RowBatch batch(schema());
  std::lock_guard lock(mutex_);
  if (is_read_) return batch;
  is_read_ = true;
  for (const QualityResult& result : results_) {
    batch.columns[0].push_integer(pinflow::to_int64(recorded_at_) * 1000);
    batch.columns[1].push_text(table_);
    batch.columns[2].push_text(way_);
    batch.columns[3].push_text(result.check->name);
    batch.columns[4].push_text(kind_name(result.check->kind));
    batch.columns[5].push_text(action_name(result.check->action));
    batch.columns[6].push_text(result.outcome());
    batch.columns[7].push_integer(result.rows_checked);
    batch.columns[8].push_integer(result.rows_failed);
    result.detail.empty() ? batch.columns[9].push_null()
                          : batch.columns[9].push_text(result.detail);
  }
  return batch;
}

}  // namespace pinflow::model
