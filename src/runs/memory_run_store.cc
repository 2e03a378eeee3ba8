#include "runs/memory_run_store.h"

#include <algorithm>
#include <mutex>

namespace pinflow::runs {
namespace {

class MemoryRunStore final : public RunStore {
 public:
  explicit MemoryRunStore(const Clock& clock) : clock_(clock) {}

  Result<RunId> create_run(std::string_view dag, std::string_view trigger,
                           const std::map<std::string, std::string>& parameters,
                           const std::vector<std::string>& tasks) override {
    std::lock_guard lock(mutex_);
    return create(dag, trigger, parameters, tasks);
  }

  Result<RunId> create_run_once(std::string_view dag, std::string_view name,
                                std::string_view trigger,
                                const std::map<std::string, std::string>& parameters,
                                const std::vector<std::string>& tasks) override {
    std::lock_guard lock(mutex_);
    auto [place, is_new] = names_.try_emplace({std::string(dag), std::string(name)});
    if (!is_new) return Status(Code::kAlreadyExists, std::string(name));
    place->second = create(dag, trigger, parameters, tasks);
    return place->second;
  }

  Result<RunId> named_run(std::string_view dag, std::string_view name) const override {
    std::lock_guard lock(mutex_);
    auto found = names_.find({std::string(dag), std::string(name)});
    if (found != names_.end()) return found->second;
    return Status(Code::kNotFound, std::string(name) + ": no such run");
  }

  Status set_run_state(RunId id, State state) override {
    std::lock_guard lock(mutex_);
    TRY_ASSIGN(Run * run, find(id));
    run->state = state;
    run->ended_at = is_final(state) ? std::optional(clock_.now()) : std::nullopt;
    return Status();
  }

  Status set_task(RunId id, const TaskRun& task) override {
    std::lock_guard lock(mutex_);
    TRY_ASSIGN(Run * run, find(id));
    auto known = std::ranges::find(run->tasks, task.task, &TaskRun::task);
    if (known == run->tasks.end())
      run->tasks.push_back(task);
    else
      *known = task;
    return Status();
  }

  Status append_log(RunId id, std::string_view task, std::string_view line) override {
    std::lock_guard lock(mutex_);
    TRY(find(id).status());
    logs_[{id, std::string(task)}].emplace_back(line);
    return Status();
  }

  Result<Run> run(RunId id) const override {
    std::lock_guard lock(mutex_);
    TRY_ASSIGN(Run * run, find(id));
    return *run;
  }

  Result<std::vector<Run>> runs(std::string_view dag, size_t count_max) const override {
    std::lock_guard lock(mutex_);
    std::vector<Run> found;
    for (auto run = runs_.rbegin(); run != runs_.rend() && found.size() < count_max; ++run) {
      if (dag.empty() || run->dag == dag) found.push_back(*run);
    }
    return found;
  }

  Result<std::vector<Run>> unfinished_runs(std::string_view dag, size_t count_max) const override {
    std::lock_guard lock(mutex_);
    std::vector<Run> found;
    for (const Run& run : runs_) {
      if (run.dag == dag && !is_final(run.state)) found.push_back(run);
    }
    std::ranges::sort(found, {}, [](const Run& run) {
      return std::pair(run.trigger == kTriggerBackfill, run.id);
    });
    if (found.size() > count_max) found.resize(count_max);
    return found;
  }

  Result<std::vector<std::string>> log(RunId id, std::string_view task) const override {
    std::lock_guard lock(mutex_);
    auto found = logs_.find({id, std::string(task)});
    return found == logs_.end() ? std::vector<std::string>() : found->second;
  }

  Status set_part(const PartState& state) override {
    std::lock_guard lock(mutex_);
    parts_[state.part] = state;
    return Status();
  }

  Result<std::vector<PartState>> parts() const override {
    std::lock_guard lock(mutex_);
    std::vector<PartState> all;
    for (const auto& [name, state] : parts_) all.push_back(state);
    return all;
  }

  Status set_part_config(std::string_view part, std::string_view config) override {
    std::lock_guard lock(mutex_);
    part_configs_[std::string(part)] = config;
    return Status();
  }

  Result<std::map<std::string, std::string>> part_configs() const override {
    std::lock_guard lock(mutex_);
    return part_configs_;
  }

  Status forget_part(std::string_view part) override {
    std::lock_guard lock(mutex_);
    parts_.erase(std::string(part));
    std::erase_if(commands_, [&](const Command& command) { return command.part == part; });
    return Status();
  }

  Result<int64_t> put_command(std::string_view part, std::string_view name,
                              std::string_view argument) override {
    std::lock_guard lock(mutex_);
    commands_.push_back(
        {++last_command_, std::string(part), std::string(name), std::string(argument)});
    return last_command_;
  }

  Result<std::vector<Command>> take_commands(std::string_view part) override {
    std::lock_guard lock(mutex_);
    std::vector<Command> taken;
    for (const Command& command : commands_) {
      if (command.part == part) taken.push_back(command);
    }
    std::erase_if(commands_, [&](const Command& command) { return command.part == part; });
    return taken;
  }

 private:
  RunId create(std::string_view dag, std::string_view trigger,
               const std::map<std::string, std::string>& parameters,
               const std::vector<std::string>& tasks) {
    Run run;
    run.id = RunId{static_cast<int64_t>(runs_.size()) + 1};
    run.dag = dag;
    run.trigger = trigger;
    run.parameters = parameters;
    run.created_at = clock_.now();
    for (const std::string& task : tasks) run.tasks.push_back({.task = task});
    runs_.push_back(std::move(run));
    return runs_.back().id;
  }

  Result<Run*> find(RunId id) const {
    size_t index = static_cast<size_t>(id) - 1;
    if (index < runs_.size()) return &runs_[index];
    return Status(Code::kNotFound,
                  "run " + std::to_string(static_cast<int64_t>(id)) + ": not found");
  }

  const Clock& clock_;
  mutable std::mutex mutex_;
  mutable std::vector<Run> runs_;  // The one with id n at n - 1.
  std::map<std::pair<std::string, std::string>, RunId> names_;
  std::map<std::pair<RunId, std::string>, std::vector<std::string>> logs_;
  std::map<std::string, PartState> parts_;
  std::map<std::string, std::string> part_configs_;
  std::vector<Command> commands_;
  int64_t last_command_ = 0;
};

}  // namespace

std::unique_ptr<RunStore> open_memory_run_store(const Clock& clock) {
  return std::make_unique<MemoryRunStore>(clock);
}

}  // namespace pinflow::runs
