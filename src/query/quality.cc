#include "query/quality.h"

#include "lake/declared_table.h"
#include "query/sql_text.h"

namespace pinflow::query {
namespace {

using model::CheckKind;
using model::QualityCheck;
using model::QualityResult;

constexpr int64_t kMicrosPerHour = 3'600'000'000;

int64_t integer(const Cell& cell) {
  const auto* number = std::get_if<int64_t>(&cell);
  return number == nullptr ? 0 : *number;
}

Status of_check(const QualityCheck& check, Status status) {
  return std::move(status).with_context(check.place + ": check " + check.name);
}

// The one row of `select`.
Result<std::vector<Cell>> row_of(Session& session, const QualityCheck& check,
                                 const std::string& select) {
  Result<Table> answer = session.query(select);
  if (!answer.ok()) return of_check(check, answer.status());
  return std::move(answer->rows.at(0));
}

Result<QualityResult> look_at_uniqueness(Session& session, const QualityCheck& check,
                                         const std::string& relation) {
  std::string columns, present;
  for (const std::string& name : check.columns) {
    columns += (columns.empty() ? "" : ", ") + quote_name(name);
    present += (present.empty() ? "" : " AND ") + quote_name(name) + " IS NOT NULL";
  }
  TRY_ASSIGN(auto row,
             row_of(session, check,
                    "SELECT CAST(coalesce(sum(_rows), 0) AS BIGINT), "
                    "CAST(coalesce(sum(_rows - 1), 0) AS BIGINT) FROM (SELECT count(*) AS "
                    "_rows FROM " +
                        relation + " WHERE " + present + " GROUP BY " + columns + ")"));
  return QualityResult{&check, integer(row[0]), integer(row[1]), ""};
}

Result<QualityResult> look_at_row_count(Session& session, const QualityCheck& check,
                                        const std::string& relation) {
  TRY_ASSIGN(auto row, row_of(session, check, "SELECT count(*) FROM " + relation));
  int64_t count = integer(row[0]);
  auto rows = static_cast<double>(count);
  bool is_wrong = (check.min && rows < *check.min) || (check.max && rows > *check.max);
  return QualityResult{&check, count, is_wrong ? 1 : 0, std::to_string(count) + " rows"};
}

Result<QualityResult> look_at_freshness(Session& session, const QualityCheck& check,
                                        const std::string& relation, UnixMillis now) {
  const std::string newest = "CAST(max(" + quote_name(check.columns.front()) + ") AS TIMESTAMP)";
  int64_t oldest_good = to_int64(now) * 1000 - check.age_hours_max * kMicrosPerHour;
  TRY_ASSIGN(auto row,
             row_of(session, check,
                    "SELECT count(*), coalesce(CAST(" + newest +
                        " AS STRING), 'nothing'), CAST(coalesce(" + newest + " < make_timestamp(" +
                        std::to_string(oldest_good) + "), true) AS BIGINT) FROM " + relation));
  return QualityResult{&check, integer(row[0]), integer(row[2]),
                       "newest is " + std::get<std::string>(row[1])};
}

Result<QualityResult> look_at_query(Session& session, const QualityCheck& check,
                                    const std::string& relation) {
  TRY_ASSIGN(auto row, row_of(session, check,
                              "SELECT (SELECT count(*) FROM " + relation +
                                  "), (SELECT count(*) FROM (\n" + check.sql + "\n))"));
  return QualityResult{&check, integer(row[0]), integer(row[1]), ""};
}

}  // namespace

Result<std::vector<QualityResult>> look_at_rows(Session& session, const model::Dataset& dataset,
                                                const std::string& relation) {
  std::vector<QualityResult> results;
  std::string counts;
  for (const QualityCheck& check : dataset.checks) {
    if (!check.is_of_rows() || check.action == model::CheckAction::kDeadLetters) continue;
    results.push_back({&check, 0, 0, ""});
    counts += ", count(*) FILTER (WHERE " + failing_sql(check) + ")";
  }
  if (results.empty()) return results;
  Result<Table> answer = session.query("SELECT count(*)" + counts + " FROM " + relation);
  if (!answer.ok()) {
    // One of them is wrong: which one, they tell when they are asked alone.
    for (const QualityResult& result : results) {
      TRY(row_of(session, *result.check,
                 "SELECT count(*) FROM " + relation + " WHERE " + failing_sql(*result.check))
              .status());
    }
    return answer.status();
  }
  for (size_t i = 0; i < results.size(); ++i) {
    results[i].rows_checked = integer(answer->rows[0][0]);
    results[i].rows_failed = integer(answer->rows[0][i + 1]);
  }
  return results;
}

std::vector<QualityResult> refused_results(const model::Dataset& dataset, int64_t rows_in,
                                           const std::map<std::string, int64_t>& counts) {
  std::vector<QualityResult> results;
  for (const QualityCheck& check : dataset.checks) {
    if (check.action != model::CheckAction::kDeadLetters) continue;
    auto refused = counts.find(refusal_reason(check));
    results.push_back({&check, rows_in, refused == counts.end() ? 0 : refused->second, ""});
  }
  return results;
}

Result<std::vector<QualityResult>> look_at_table(Session& session, const model::Dataset& dataset,
                                                 const std::string& relation, UnixMillis now,
                                                 bool freshness_only) {
  std::vector<QualityResult> results;
  auto look = [&](const QualityCheck& check) -> Result<QualityResult> {
    if (check.kind == CheckKind::kUnique) return look_at_uniqueness(session, check, relation);
    if (check.kind == CheckKind::kRowCount) return look_at_row_count(session, check, relation);
    if (check.kind == CheckKind::kQuery) return look_at_query(session, check, relation);
    return look_at_freshness(session, check, relation, now);
  };
  for (const QualityCheck& check : dataset.checks) {
    if (check.is_of_rows() || (freshness_only && check.kind != CheckKind::kFreshness)) continue;
    TRY_ASSIGN(QualityResult result, look(check));
    results.push_back(std::move(result));
  }
  return results;
}

Status stopped_by(const std::vector<QualityResult>& results) {
  std::string why;
  for (const QualityResult& result : results) {
    if (result.passed() || result.check->action != model::CheckAction::kStop) continue;
    why += (why.empty() ? "" : "; ") + std::string("check ") + result.check->name + " (" +
           result.check->place + ") failed";
    why += result.detail.empty() ? " for " + std::to_string(result.rows_failed) + " of " +
                                       std::to_string(result.rows_checked) + " rows"
                                 : ": " + result.detail;
  }
  if (why.empty()) return Status();
  return Status(Code::kInvalidArgument, "nothing is published: " + why);
}

Status record_results(Session& session, lake::DeltaTable& table,
                      const std::vector<QualityResult>& results, const std::string& of_table,
                      const std::string& way, UnixMillis now) {
  if (results.empty()) return Status();
  const model::Schema& schema = model::quality_result_schema();
  TRY_ASSIGN(lake::Snapshot snapshot, lake::open_declared(table, schema));
  model::QualityResultReader reader(results, of_table, way, now);
  TRY(session.bind_rows("quality_results", reader));
  auto files = session.write_files("SELECT * FROM quality_results", schema, table);
  // The reader ends before the session does.
  TRY(session.bind_empty("quality_results", schema));
  if (!files.ok()) return files.status();
  lake::Change change;
  change.parameters["mode"] = "Append";
  change.add = std::move(*files);
  return table.commit(snapshot, change).status();
}

}  // namespace pinflow::query
