#include "query/quality_sql.h"

#include <cmath>
#include <cstdio>

#include "query/sql_text.h"

namespace pinflow::query {
namespace {

using model::CheckKind;
using model::QualityCheck;

std::string number_text(double number) {
  bool is_whole = number == std::floor(number) && std::abs(number) < 1e15;
  char text[40];
  std::snprintf(text, sizeof text, is_whole ? "%.0f" : "%.17g", number);
  return text;
}

// "a OR b" of what is wrong with each column.
template <class Wrong>
std::string any_column(const QualityCheck& check, const Wrong& wrong) {
  std::string any;
  for (const std::string& name : check.columns) {
    any += (any.empty() ? "" : " OR ") + wrong(quote_name(name));
  }
  return any;
}

std::string out_of_range(const QualityCheck& check, const std::string& column) {
  std::string low = check.min ? column + " < " + number_text(*check.min) : "false";
  std::string high = check.max ? column + " > " + number_text(*check.max) : "false";
  return "coalesce(" + low + " OR " + high + ", false)";
}

std::string not_accepted(const QualityCheck& check, const std::string& column) {
  std::string values;
  for (const std::string& value : check.values) {
    values += (values.empty() ? "" : ", ") + quote_text(value);
  }
  return "coalesce(CAST(" + column + " AS STRING) NOT IN (" + values + "), false)";
}

}  // namespace

std::string failing_sql(const QualityCheck& check) {
  switch (check.kind) {
    case CheckKind::kNotNull:
      return "(" + any_column(check, [](const auto& column) { return column + " IS NULL"; }) + ")";
    case CheckKind::kRange:
      return "(" +
             any_column(check, [&](const auto& column) { return out_of_range(check, column); }) +
             ")";
    case CheckKind::kAcceptedValues:
      return "(" +
             any_column(check, [&](const auto& column) { return not_accepted(check, column); }) +
             ")";
    case CheckKind::kCondition:
      return "(NOT coalesce((\n" + check.sql + "\n), true))";
    default:
      return "false";
  }
}

std::string refusal_reason(const QualityCheck& check) { return "check " + check.name + " failed"; }

std::string refusal_branches(const model::Dataset& dataset) {
  std::string branches;
  for (const std::string& name : dataset.not_null) {
    branches += " WHEN " + quote_name(name) + " IS NULL THEN " + quote_text(name + " is null");
  }
  for (const QualityCheck& check : dataset.checks) {
    if (check.action != model::CheckAction::kDeadLetters) continue;
    branches += " WHEN " + failing_sql(check) + " THEN " + quote_text(refusal_reason(check));
  }
  return branches;
}

}  // namespace pinflow::query
