// PipelineDag: a pipeline's DAG with all that runs it, as its pipeline.toml has it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/lineage_watch.h"
#include "app/parts.h"
#include "schedule/alert_watch.h"
#include "schedule/backfill.h"
#include "schedule/scheduler.h"

namespace pinflow::app {

struct PipelineDag {
  schedule::Dag dag;
  std::vector<schedule::Job> jobs;
  std::optional<schedule::Cron> cron;
  std::optional<UnixMillis> catch_up_from;
  schedule::Ownership ownership;                // Of this data folder's DAG: not taken yet.
  schedule::RunLocks run_locks;                 // Of its runs, whoever makes them.
  std::unique_ptr<schedule::DagRunner> runner;  // Refers to the members above.

  std::string part() const { return "dag/" + dag.name; }
  // A day's begin by the schedule's clocks.
  UnixMillis begin_of(std::chrono::local_days day) const;
};

// Who is at which run of this data folder.
schedule::RunLocks run_locks(const Parts& parts);

// Refers to `parts`. `on_line` is told what tasks say.
// Errors: kInvalidArgument: the schedule is none; those of opening the run history.
Result<std::unique_ptr<PipelineDag>> open_dag(Parts& parts, const schedule::LogLine& on_line = {});

// schedule::backfill() of the days from the one to the other, by the schedule's clocks; of each
// midnight where nothing is scheduled.
// Errors: kInvalidArgument: these are no days that have begun; those of schedule::backfill().
Result<schedule::BackfillReport> backfill_days(const PipelineDag& dag, const std::string& from,
                                               const std::string& to,
                                               const schedule::Parameters& parameters);

// Who is told of the DAG's runs, as [schedule.alert] says. Each refers to `runner`.
// Errors: kInvalidArgument: no URL, no address, a time below 0; those of reading a file.
Result<std::vector<std::unique_ptr<schedule::AlertWatch>>> open_alerts(
    const Config& config, const schedule::DagRunner& runner);

// Who is told of them as OpenLineage says it, by [lineage]; null where nobody is. Refers to both.
// Errors: kInvalidArgument: no URL.
Result<std::unique_ptr<LineageWatch>> open_lineage(Parts& parts, const schedule::DagRunner& runner);

}  // namespace pinflow::app
