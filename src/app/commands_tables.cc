// The command that shows the lake's tables and keeps them: tables.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "app/commands.h"
#include "app/print.h"
#include "app/workspace.h"
#include "base/nearest_name.h"
#include "query/compact.h"

namespace pinflow::app {
namespace {

// When the newest version was made, in UTC: how fresh the table is. NULL where nobody says.
query::Cell changed_at(const lake::DeltaTable& table) {
  Result<std::vector<lake::HistoryEntry>> newest = table.history(1);
  if (!newest.ok() || newest->empty()) return {};
  auto seconds = to_int64(newest->front().committed_at) / 1000;
  std::array<char, 32> text{};
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return std::string(text.data());
}

Result<query::Table> list_tables(Parts& parts) {
  TRY_ASSIGN(objects::Store * lake, parts.lake());
  TRY_ASSIGN(std::vector<std::string> names, lake::list_tables(*lake));
  query::Table answer{{{"table", "VARCHAR"},
                       {"version", "BIGINT"},
                       {"rows", "BIGINT"},
                       {"files", "BIGINT"},
                       {"size_bytes", "BIGINT"},
                       {"changed_at", "VARCHAR"},
                       {"problem", "VARCHAR"}},
                      {},
                      false};
  for (const std::string& name : names) {
    TRY_ASSIGN(lake::DeltaTable * table, parts.table(name));
    Result<lake::Snapshot> snapshot = table->snapshot();
    if (!snapshot.ok()) {
      answer.rows.push_back({name, {}, {}, {}, {}, {}, snapshot.status().message()});
      continue;
    }
    int64_t size_bytes = 0;
    for (const lake::DataFile& file : snapshot->files) size_bytes += file.size_bytes;
    answer.rows.push_back({name,
                           model::to_int64(snapshot->version),
                           snapshot->row_count(),
                           static_cast<int64_t>(snapshot->files.size()),
                           size_bytes,
                           changed_at(*table),
                           {}});
  }
  return answer;
}

Result<query::Table> list_history(Parts& parts, const std::string& name) {
  TRY_ASSIGN(objects::Store * lake, parts.lake());
  TRY_ASSIGN(std::vector<std::string> names, lake::list_tables(*lake));
  TRY_ASSIGN(lake::DeltaTable * table, parts.table(name));
  if (!table->exists()) {
    return Status(Code::kNotFound, "no table '" + name + "'" + did_you_mean(name, names));
  }
  TRY_ASSIGN(std::vector<lake::HistoryEntry> history, table->history(100));
  query::Table answer{{{"version", "BIGINT"},
                       {"committed_at_ms", "BIGINT"},
                       {"operation", "VARCHAR"},
                       {"rows_added", "BIGINT"},
                       {"files_added", "BIGINT"},
                       {"files_removed", "BIGINT"},
                       {"engine", "VARCHAR"}},
                      {},
                      false};
  for (const lake::HistoryEntry& entry : history) {
    answer.rows.push_back({model::to_int64(entry.version), to_int64(entry.committed_at),
                           entry.operation, entry.rows_added, entry.files_added,
                           entry.files_removed, entry.engine});
  }
  return answer;
}

// What is done with one table: nothing to do is no error.
Result<std::string> compact_table(Parts& parts, lake::DeltaTable& table) {
  TRY_ASSIGN(query::Engine * engine, parts.engine());
  lake::CompactionOptions options;
  options.files_least = 2;
  options.any_size = true;
  TRY_ASSIGN(query::CompactReport report, query::compact(*engine, table, options));
  return std::to_string(report.files_before) + " files became " +
         std::to_string(report.files_after);
}

Result<std::string> vacuum_table(Parts& parts, lake::DeltaTable& table,
                                 const Arguments& arguments) {
  TRY_ASSIGN(query::Engine * engine, parts.engine());
  std::optional<std::chrono::milliseconds> kept;
  if (arguments.flag("retain-hours")) {
    TRY_ASSIGN(int64_t hours, arguments.integer("retain-hours", 0));
    if (hours < 0) return Status(Code::kInvalidArgument, "--retain-hours: it is negative");
    kept = std::chrono::hours(hours);
  }
  bool dry_run = arguments.flag("dry-run");
  TRY_ASSIGN(lake::VacuumReport report,
             lake::vacuum(table, engine->parquet(), system_clock(), kept, dry_run));
  std::string what = std::to_string(report.files) + " files, " + std::to_string(report.bytes) +
                     " bytes " + (dry_run ? "could be deleted" : "deleted");
  if (dry_run) return what;
  TRY_ASSIGN(int64_t log_files, lake::clean_log(table, engine->parquet(), system_clock()));
  return what + ", and " + std::to_string(log_files) + " of the log";
}

Result<std::string> restore_table(lake::DeltaTable& table, const Arguments& arguments) {
  TRY_ASSIGN(int64_t version, arguments.integer("restore", 0));
  TRY_ASSIGN(lake::Version restored, lake::restore(table, lake::Version{version}));
  return "version " + std::to_string(version) + " is version " +
         std::to_string(to_int64(restored)) + " now";
}

bool wants_work(const Arguments& arguments) {
  return arguments.flag("compact") || arguments.flag("vacuum") || arguments.flag("restore");
}

// One line for each table and thing done.
Result<query::Table> work_on_tables(Parts& parts, const std::vector<std::string>& names,
                                    const Arguments& arguments) {
  query::Table answer{{{"table", "VARCHAR"}, {"done", "VARCHAR"}}, {}, false};
  for (const std::string& name : names) {
    TRY_ASSIGN(lake::DeltaTable * table, parts.table(name));
    auto add = [&](Result<std::string> done) {
      if (done.ok()) answer.rows.push_back({name, *done});
      return done.status();
    };
    if (arguments.flag("restore")) TRY(add(restore_table(*table, arguments)));
    if (arguments.flag("compact")) TRY(add(compact_table(parts, *table)));
    if (arguments.flag("vacuum")) TRY(add(vacuum_table(parts, *table, arguments)));
  }
  return answer;
}

Result<query::Table> answer_tables(Parts& parts, const Arguments& arguments) {
  std::optional<std::string> name = arguments.text("TABLE");
  if (!wants_work(arguments)) return name ? list_history(parts, *name) : list_tables(parts);
  if (name) return work_on_tables(parts, {*name}, arguments);
  if (arguments.flag("restore")) {
    return Status(Code::kInvalidArgument, "--restore: say which TABLE");
  }
  TRY_ASSIGN(objects::Store * lake, parts.lake());
  TRY_ASSIGN(std::vector<std::string> names, lake::list_tables(*lake));
  return work_on_tables(parts, names, arguments);
}

ExitCode run_tables(Invocation& invocation) {
  auto workspace = open_existing_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Result<query::Table> answer = answer_tables(*(*workspace)->parts, invocation.arguments);
  if (!answer.ok()) return report_error(invocation, answer.status());
  Format format = invocation.json ? Format::kJson : Format::kTable;
  if (answer->rows.empty() && !invocation.json) {
    std::printf("No tables yet: `pinflow demo` or `pinflow clean` makes some.\n");
    return ExitCode::kOk;
  }
  std::printf("%s", format_table(*answer, format).c_str());
  bool lists_problems = answer->columns.back().name == "problem";
  bool all_readable = !lists_problems || std::ranges::all_of(answer->rows, [](const auto& row) {
    return std::holds_alternative<std::monostate>(row.back());
  });
  return all_readable ? ExitCode::kOk : ExitCode::kFailure;
}

}  // namespace

Command tables_command() {
  return {"tables",
          "List the Delta tables, or one table's history; compact, vacuum or restore them",
          "  pinflow tables\n  pinflow tables silver.demo_pin\n"
          "  pinflow tables stream.demo_pin_table --compact --vacuum --retain-hours 24\n"
          "  pinflow tables silver.demo_pin --restore 3",
          {{"compact", "", "put small files together"},
           {"vacuum", "", "delete files that no young version needs, and old commits"},
           {"retain-hours", "HOURS", "how young (default: the table's own, 168)"},
           {"dry-run", "", "only say what vacuum would delete"},
           {"restore", "VERSION", "make the table what it was, as a new version"}},
          {{"TABLE", "which one; all if none is named", false}},
          run_tables};
}

}  // namespace pinflow::app
