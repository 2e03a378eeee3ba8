// RunStore: what ran, when, how it ended; and the commands that people give to running parts.
//
//   Data's way:  schedule/, clean/, sink/ and stream/ report  ->  RunStore  ->  serve/ shows;
//                serve/ and app/ put commands  ->  RunStore  ->  the part takes them;
//                sink/ keeps there which connectors people made.
//   Durability:  a change is durable when the call returns.
//   Threads:     every function may be called from any thread; several processes may share it.
//   Stand-ins:   sqlite/sqlite_run_store.h, memory_run_store.h. Each one passes
//   run_store_contract_test.cc.
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

// Of runs that a command made and runs itself.
inline constexpr std::string_view kTriggerCommand = "command";

struct Run {
  RunId id{};
  std::string dag;
  std::string trigger;  // "manual", "schedule", "api", kTriggerCommand
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
  // A final state sets when the run ended.
  virtual Status set_run_state(RunId run, State state) = 0;     // kNotFound.
  virtual Status set_task(RunId run, const TaskRun& task) = 0;  // kNotFound.
  virtual Status append_log(RunId run, std::string_view task, std::string_view line) = 0;
  virtual Result<Run> run(RunId id) const = 0;  // kNotFound.
  // The newest first; of every DAG where `dag` is "".
  virtual Result<std::vector<Run>> runs(std::string_view dag, size_t count_max) const = 0;
  virtual Result<std::vector<std::string>> log(RunId run, std::string_view task) const = 0;

  virtual Status set_part(const PartState& state) = 0;
  virtual Result<std::vector<PartState>> parts() const = 0;

  // What people made of a part while it ran, in its own words; "" is its end, which outlives the
  // part: who finds it does not make the part anew.
  virtual Status set_part_config(std::string_view part, std::string_view config) = 0;
  virtual Result<std::map<std::string, std::string>> part_configs() const = 0;
  // Forgets the part's state and the commands that wait for it; its config stays.
  virtual Status forget_part(std::string_view part) = 0;

  virtual Result<int64_t> put_command(std::string_view part, std::string_view name,
                                      std::string_view argument) = 0;
  // Takes the part's commands, oldest first; each is taken once.
  virtual Result<std::vector<Command>> take_commands(std::string_view part) = 0;
};

}  // namespace pinflow::runs
