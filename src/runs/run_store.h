// RunStore: what ran, when, how it ended; and the commands that people give to running parts.
//
//   Data's way:  schedule/, clean/, sink/ and stream/ report  ->  RunStore  ->  serve/ shows;
//                serve/ and app/ put commands  ->  RunStore  ->  the part takes them;
//                sink/ keeps there which connectors people made.
//   Durability:  a change is durable when the call returns.
//   Threads:     every function may be called from any thread; several processes may share it.
//   Stand-ins:   sqlite/sqlite_run_store.h, memory_run_store.h: run_store_contract_test.cc.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace pinflow::runs {

enum class RunId : int64_t {};

enum class State { kQueued, kRunning, kSucceeded, kFailed, kSkipped, kCancelled };
std::string_view state_name(State state);  // "running"
bool is_final(State state);                // It ended, one way or the other.

struct TaskRun {
  std::string task;
  State state = State::kQueued;
  int attempt = 0;
  std::optional<UnixMillis> started_at{};
  std::optional<UnixMillis> ended_at{};
  std::string message{};  // Why it failed, or what it did.
};

inline constexpr std::string_view kTriggerCommand = "command";    // Whoever made them runs them.
inline constexpr std::string_view kTriggerBackfill = "backfill";  // They let others go first.

struct Run {
  RunId id{};
  std::string dag;
  std::string trigger;  // "manual", "schedule", "api", or as above.
  std::map<std::string, std::string> parameters;
  State state = State::kQueued;
  UnixMillis created_at{};
  std::optional<UnixMillis> ended_at;
  std::vector<TaskRun> tasks;
};

// A part's own word on itself: a connector, a stream, a job.
struct PartState {
  std::string part;     // "connector/s3-sink", "stream/demo.pin"
  std::string state;    // "running", "paused", "stopped", "failed"
  std::string message;  // The last error, or why it is idle.
  UnixMillis updated_at{};
};

struct Command {
  int64_t id = 0;
  std::string part;
  std::string name;      // "pause", "resume", "restart", "trigger"
  std::string argument;  // JSON, or "".
};

class RunStore {
 public:
  virtual ~RunStore() = default;

  virtual Result<RunId> create_run(std::string_view dag, std::string_view trigger,
                                   const std::map<std::string, std::string>& parameters,
                                   const std::vector<std::string>& tasks) = 0;
  // The DAG's run of that name, of which there is only ever one. Errors: kAlreadyExists.
  virtual Result<RunId> create_run_once(std::string_view dag, std::string_view name,
                                        std::string_view trigger,
                                        const std::map<std::string, std::string>& parameters,
                                        const std::vector<std::string>& tasks) = 0;
  virtual Result<RunId> named_run(std::string_view dag, std::string_view name) const = 0;
  virtual Status set_run_state(RunId run, State state) = 0;     // kNotFound. Sets ended_at too.
  virtual Status set_task(RunId run, const TaskRun& task) = 0;  // kNotFound.
  virtual Status append_log(RunId run, std::string_view task, std::string_view line) = 0;
  virtual Result<Run> run(RunId id) const = 0;  // kNotFound.
  // The newest first; of every DAG where `dag` is "".
  virtual Result<std::vector<Run>> runs(std::string_view dag, size_t count_max) const = 0;
  // The DAG's runs that have not ended, as they should be run: the oldest first, backfills last.
  virtual Result<std::vector<Run>> unfinished_runs(std::string_view dag,
                                                   size_t count_max) const = 0;
  virtual Result<std::vector<std::string>> log(RunId run, std::string_view task) const = 0;

  virtual Status set_part(const PartState& state) = 0;
  virtual Result<std::vector<PartState>> parts() const = 0;
  // What people made of a part while it ran; "" is its end: who finds it does not make it anew.
  virtual Status set_part_config(std::string_view part, std::string_view config) = 0;
  virtual Result<std::map<std::string, std::string>> part_configs() const = 0;
  virtual Status forget_part(std::string_view part) = 0;  // State and commands, not the config.

  virtual Result<int64_t> put_command(std::string_view part, std::string_view name,
                                      std::string_view argument) = 0;
  // Takes the part's commands, oldest first; each is taken once.
  virtual Result<std::vector<Command>> take_commands(std::string_view part) = 0;
};

}  // namespace pinflow::runs
