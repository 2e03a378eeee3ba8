#include "app/table_keeper.h"

#include "query/compact.h"
#include "schedule/scheduler.h"
#include "telemetry/log.h"

namespace pinflow::app {
namespace {

using telemetry::Level;

// Old files are looked for less often: that lists whole folders.
constexpr int kRoundsPerDeepOne = 10;

Status keep_table(Parts& parts, const std::string& name, bool deep) {
  TRY_ASSIGN(lake::DeltaTable * table, parts.table(name));
  TRY_ASSIGN(query::Engine * engine, parts.engine());
  TRY_ASSIGN(query::CompactReport compacted, query::compact(*engine, *table));
  if (compacted.files_before > 0) {
    telemetry::log(Level::kInfo, "app", "table compacted",
                   {{"table", name},
                    {"files_before", compacted.files_before},
                    {"files_after", compacted.files_after}});
  }
  if (!deep) return Status();
  TRY_ASSIGN(lake::VacuumReport gone, lake::vacuum(*table, engine->parquet(), system_clock()));
  TRY_ASSIGN(int64_t log_files, lake::clean_log(*table, engine->parquet(), system_clock()));
  if (gone.files + log_files > 0) {
    telemetry::log(Level::kInfo, "app", "old files deleted",
                   {{"table", name}, {"files", gone.files}, {"log_files", log_files}});
  }
  return Status();
}

}  // namespace

Status keep_tables(Parts& parts, bool deep) {
  TRY_ASSIGN(objects::Store * lake, parts.lake());
  TRY_ASSIGN(std::vector<std::string> names, lake::list_tables(*lake));
  for (const std::string& name : names) {
    Status kept = keep_table(parts, name, deep);
    if (kept.ok() || kept.code() == Code::kAlreadyExists) continue;  // The next round goes on.
    // A table of others that we cannot write is nobody's trouble.
    Level level = kept.code() == Code::kInvalidArgument ? Level::kDebug : Level::kWarning;
    telemetry::log(level, "app", "table not kept", {{"table", name}, {"cause", kept.message()}});
  }
  return Status();
}

TableKeeper::TableKeeper(Parts& parts) {
  std::chrono::seconds interval(parts.config().integer("lake.maintenance_interval_s"));
  if (interval <= std::chrono::seconds(0)) return;
  thread_ = std::jthread([&parts, interval](const std::stop_token& stop) {
    for (int round = 1; schedule::wait_or_stop(interval, stop); ++round) {
      Status kept = keep_tables(parts, round % kRoundsPerDeepOne == 0);
      if (kept.ok()) continue;
      telemetry::log(Level::kWarning, "app", "tables not kept", {{"cause", kept.message()}});
    }
  });
}

TableKeeper::~TableKeeper() = default;

}  // namespace pinflow::app
