// The command that fills a store with the source tables: source load.
#include <unistd.h>

#include <cstdio>

#include "app/commands.h"
#include "app/source_database.h"
#include "app/workspace.h"
#include "source/database.h"
#include "source/load.h"

namespace pinflow::app {
namespace {

bool is_database(std::string_view format) {
  return format == source::name_of(source::DatabaseKind::kMysql) ||
         format == source::name_of(source::DatabaseKind::kPostgresql);
}

Status load_into(source::RowSource& rows, const std::string& format, const std::string& to,
                 const source::LoadProgress& progress) {
  if (is_database(format)) {
    TRY_ASSIGN(const auto address, source_database(to, format));
    TRY_ASSIGN(auto writer, source::open_database_writer(address));
    return source::load(rows, writer.get(), progress);
  }
  TRY_ASSIGN(const source::LoadFormat file_format, source::parse_load_format(format));
  return source::load(rows, file_format, to, progress);
}

ExitCode run_source_load(Invocation& invocation) {
  const std::string format = *invocation.arguments.text("FORMAT");
  const std::string to = *invocation.arguments.text("TO");
  if (!is_database(format)) {
    const Status known = source::parse_load_format(format).status();
    if (!known.ok()) return report_usage_error(invocation, known);
  }
  for (const char* option : {"rows", "seed"}) {
    if (auto value = invocation.arguments.text(option)) {
      Status status = invocation.config.set(std::string("source.") + option, *value,
                                            std::string("--") + option);
      if (!status.ok()) return report_usage_error(invocation, status);
    }
  }
  auto workspace = open_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Result<std::unique_ptr<source::RowSource>> rows = (*workspace)->parts->source();
  if (!rows.ok()) return report_error(invocation, rows.status());
  source::LoadProgress progress;
  if (::isatty(STDERR_FILENO) == 1) {
    progress = [](std::string_view table, uint64_t done, uint64_t total) {
      std::fprintf(stderr, "\r%.*s: %lu of %lu rows ", static_cast<int>(table.size()), table.data(),
                   done, total);
      if (done == total) std::fprintf(stderr, "\n");
    };
  }
  Status status = load_into(**rows, format, to, progress);
  if (!status.ok()) return report_error(invocation, status);
  if (!invocation.json)
    std::printf("loaded %s\n", is_database(format) ? format.c_str() : to.c_str());
  return ExitCode::kOk;
}

}  // namespace

Command source_load_command() {
  return {"source load",
          "Fill a database or files with the source tables",
          "  pinflow source load sqlite pinterest.sqlite\n"
          "  pinflow source load mysql db_creds.yaml\n"
          "  pinflow source load postgresql postgresql://me@localhost/pinterest\n"
          "  pinflow source load jsonl rows --rows 1000000\n"
          "  pinflow source load csv rows --seed 7",
          {{"rows", "ROWS", "rows of each table (default 11154)"},
           {"seed", "N", "of the generator (default 100)"}},
          {{"FORMAT", "sqlite, mysql, postgresql, csv or jsonl", true},
           {"TO",
            "the file of SQLite; for mysql and postgresql a db_creds.yaml or a URL, as"
            " mysql://USER@HOST/DATABASE; the folder for csv and jsonl",
            true}},
          run_source_load};
}

}  // namespace pinflow::app
