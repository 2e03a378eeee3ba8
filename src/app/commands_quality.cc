// The command quality: what quality checks have found.
#include <algorithm>
#include <cstdio>

#include "app/commands.h"
#include "app/print.h"
#include "app/workspace.h"
#include "model/quality.h"

namespace pinflow::app {
namespace {

// The newest result of each check of each table.
constexpr const char* kNewest =
    "SELECT * FROM results QUALIFY row_number() OVER (PARTITION BY \"table\", \"check\" ORDER BY "
    "recorded_at DESC) = 1 ORDER BY \"table\", \"check\"";
constexpr const char* kAll =
    "SELECT * FROM results ORDER BY recorded_at DESC, \"table\", \"check\"";

// No rows where nothing was recorded yet.
Result<query::Table> read_results(Parts& parts, const std::string& user, bool all, size_t count) {
  TRY_ASSIGN(lake::DeltaTable * table, parts.table(model::quality_table_name(user)));
  TRY_ASSIGN(query::Engine * engine, parts.engine());
  TRY_ASSIGN(std::unique_ptr<query::Session> session, engine->open_session());
  if (table->exists()) {
    TRY_ASSIGN(lake::Snapshot snapshot, table->snapshot());
    TRY(session->bind_table("results", *table, snapshot));
  } else {
    TRY(session->bind_empty("results", model::quality_result_schema()));
  }
  query::QueryLimits limits;
  limits.row_count_max = count;
  return session->query(all ? kAll : kNewest, limits);
}

void append(query::Table more, query::Table* all) {
  all->columns = std::move(more.columns);
  all->truncated |= more.truncated;
  for (auto& row : more.rows) all->rows.push_back(std::move(row));
}

size_t column_of(const query::Table& table, std::string_view name) {
  size_t at = 0;
  while (table.columns[at].name != name) ++at;
  return at;
}

ExitCode run_quality(Invocation& invocation) {
  Result<int64_t> count = invocation.arguments.count("limit", 1000);
  if (!count.ok()) return report_usage_error(invocation, count.status());
  auto workspace = open_existing_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Parts& parts = *(*workspace)->parts;
  Result<std::vector<std::string>> users = parts.user_ids();
  if (!users.ok()) return report_error(invocation, users.status());
  query::Table results;
  for (const std::string& user : *users) {
    auto more =
        read_results(parts, user, invocation.arguments.flag("all"), static_cast<size_t>(*count));
    if (!more.ok()) return report_error(invocation, more.status());
    append(std::move(*more), &results);
  }
  if (results.rows.empty() && !invocation.json) {
    std::printf("no results yet: `pinflow clean` and the streams of `pinflow up` make them\n");
    return ExitCode::kOk;
  }
  Format format = invocation.json ? Format::kJson : Format::kTable;
  std::printf("%s", format_table(results, format).c_str());
  if (results.truncated) {
    std::fprintf(stderr, "pinflow: more than %ld results; --limit shows more\n", *count);
  }
  size_t outcome = results.columns.empty() ? 0 : column_of(results, "outcome");
  bool is_stopped = std::ranges::any_of(results.rows, [&](const auto& row) {
    return row[outcome] == query::Cell(std::string("stopped"));
  });
  return is_stopped && !invocation.arguments.flag("all") ? ExitCode::kFailure : ExitCode::kOk;
}

}  // namespace

Command quality_command() {
  return {"quality",
          "Show what the pipeline's quality checks have found",
          "  pinflow quality\n  pinflow quality --all --limit 50\n  pinflow quality --json",
          {{"all", "", "every result, the newest first (default: the newest of each check)"},
           {"limit", "ROWS", "so many at most (default 1000)"}},
          {},
          run_quality};
}

}  // namespace pinflow::app
