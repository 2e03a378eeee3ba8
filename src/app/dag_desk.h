// DagDesk: what the dag commands do with a pipeline's DAG: on the data folder's run history, which
// a pinflow that runs there shares, takes commands from and runs what is queued in.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/pipeline_dag.h"
#include "app/workspace.h"

namespace pinflow::app {

class DagDesk {
 public:
  enum class Folder { kMayBeMade, kMustBeThere };
  // Of the invocation's NAME, where the command has one. What tasks say is printed, but in JSON.
  // Errors: those of open_workspace(); kNotFound: there is no such DAG (with the nearest).
  static Result<std::unique_ptr<DagDesk>> open(const Invocation& invocation, Folder folder);

  const model::Pipeline& pipeline() const { return workspace_->pipeline; }
  PipelineDag& dag() const { return *dag_; }
  UnixMillis now() const { return dag_->runner->clock.now(); }

  // "paused", "idle", "running", or "waiting" where no pinflow runs that would begin a run.
  Result<std::string> state() const;
  Result<std::vector<runs::Run>> runs(size_t count_max) const;  // The newest first.
  Result<runs::Run> run(runs::RunId id) const;                  // kNotFound.
  std::vector<std::string> log(const runs::Run& run, const std::string& task) const;

  // Whether it holds now. A pinflow that is at a run takes notice after it.
  // Errors: those of the run history.
  Result<bool> set_paused(bool paused);

  // Whether runs that are queued here begin by themselves, in another process.
  Result<bool> is_run_elsewhere();
  // Runs what is queued until these have ended, or waits for the pinflow that does.
  // Errors: kExhausted: the DAG is paused, or it was interrupted.
  Status finish(const std::vector<runs::RunId>& ids);

 private:
  std::unique_ptr<Workspace> workspace_;
  std::unique_ptr<PipelineDag> dag_;
};

inline int64_t to_number(runs::RunId id) { return static_cast<int64_t>(id); }

}  // namespace pinflow::app
