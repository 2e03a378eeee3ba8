// backfill(): a DAG's runs for times that have passed, each time one.
#pragma once

#include "schedule/cron.h"
#include "schedule/dag.h"

namespace pinflow::schedule {

struct BackfillReport {
  std::vector<runs::RunId> queued;  // Made now, or queued anew since they had failed. By time.
  int64_t succeeded = 0;            // Times whose run has succeeded before.
  int64_t under_way = 0;            // Times whose run has not ended.
};

// Queues a run for each time at which `cron` was due from `begin` until `end`, and until now, which
// may be asked for again and again: what the schedule itself ran is not run again either.
// Errors: kInvalidArgument: over kBackfillRunsMax times; those of DagRunner::create_for().
inline constexpr size_t kBackfillRunsMax = 10'000;
Result<BackfillReport> backfill(const DagRunner& runner, const Cron& cron, UnixMillis begin,
                                UnixMillis end, const Parameters& parameters);

// "2026-01-31". Errors: kInvalidArgument.
Result<std::chrono::local_days> parse_day(std::string_view text);

}  // namespace pinflow::schedule
