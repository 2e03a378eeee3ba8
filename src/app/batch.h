// The batch way of one user's data: gather, clean and query as jobs of the pipeline's DAG, and what
// its tables prove afterwards.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/parts.h"
#include "clean/answer.h"
#include "clean/ledger.h"
#include "schedule/dag.h"

namespace pinflow::app {

// The user's tables as the steps of clean/ want them. Refers to `parts`.
Result<clean::Site> batch_site(Parts& parts, const std::string& user_id);

// Jobs named gather, clean and query, and for each dataset one that cleans it only: clean_pin.
// Each reads its parameters: "user_id" (default: every configured one) and "full" ("true"
// rebuilds).
std::vector<schedule::Job> batch_jobs(Parts& parts);

// The pipeline's DAG; without tasks in pipeline.toml the three jobs one after the other.
schedule::Dag batch_dag(const model::Pipeline& pipeline);

// Runs the DAG now, or only `tasks` of it, and records the run. `on_line` is told what tasks say.
// Errors: the first task's that failed.
Status run_batch(Parts& parts, const std::vector<std::string>& tasks,
                 const schedule::Parameters& parameters, const schedule::LogLine& on_line);

// All datasets of the users together.
Result<clean::Ledger> batch_ledger(Parts& parts, const std::vector<std::string>& user_ids);

// "accepted N = tables N1 + duplicates N2 + dead letters N3", with "+ waiting N4" if not 0.
std::string ledger_line(const clean::Ledger& ledger);

// The user's answers as a page.
Result<std::string> batch_report(Parts& parts, const std::string& user_id);

}  // namespace pinflow::app
