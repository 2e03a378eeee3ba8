#include "runs/sqlite/sqlite_run_store.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "base/file.h"
#include "runs/sqlite/database.h"

namespace pinflow::runs {
namespace {

constexpr int64_t kApplicationId = 0x50464c57;  // "PFLW": 1346784343 below.
constexpr int64_t kFormatVersion = 3;
constexpr const char* kCreateTables = R"sql(
  CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT, dag TEXT NOT NULL, started_by TEXT NOT NULL,
    state INTEGER NOT NULL, created_at INTEGER NOT NULL, ended_at INTEGER);
  CREATE INDEX run_by_dag ON run (dag, id);
  CREATE TABLE run_parameter (
    run INTEGER NOT NULL REFERENCES run, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (run, name));
  CREATE TABLE task (
    run INTEGER NOT NULL REFERENCES run, name TEXT NOT NULL, position INTEGER NOT NULL,
    state INTEGER NOT NULL, attempt INTEGER NOT NULL, started_at INTEGER, ended_at INTEGER,
    message TEXT NOT NULL, PRIMARY KEY (run, name));
  CREATE TABLE log_line (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, task TEXT NOT NULL, line TEXT NOT NULL,
    FOREIGN KEY (run, task) REFERENCES task);
  CREATE INDEX log_line_by_task ON log_line (run, task, id);
  CREATE TABLE part (
    name TEXT PRIMARY KEY, state TEXT NOT NULL, message TEXT NOT NULL,
    updated_at INTEGER NOT NULL);
  CREATE TABLE command (
    id INTEGER PRIMARY KEY AUTOINCREMENT, part TEXT NOT NULL, name TEXT NOT NULL,
    argument TEXT NOT NULL);
  PRAGMA application_id = 1346784343;
)sql";
// What version 2 adds.
constexpr const char* kAddPartConfigs = R"sql(
  CREATE TABLE part_config (part TEXT PRIMARY KEY, config TEXT NOT NULL);
  PRAGMA user_version = 2;
)sql";
// What version 3 adds. State 0 is queued, 1 running.
constexpr const char* kAddRunNames = R"sql(
  CREATE TABLE run_name (
    dag TEXT NOT NULL, name TEXT NOT NULL, run INTEGER NOT NULL REFERENCES run,
    PRIMARY KEY (dag, name)) WITHOUT ROWID;
  CREATE INDEX run_unfinished ON run (dag, id) WHERE state < 2;
  PRAGMA user_version = 3;
)sql";

std::optional<int64_t> to_optional(std::optional<UnixMillis> time) {
  return time ? std::optional(to_int64(*time)) : std::nullopt;
}
UnixMillis to_time(int64_t milliseconds) {
  return UnixMillis(std::chrono::milliseconds(milliseconds));
}
std::optional<UnixMillis> to_time(std::optional<int64_t> milliseconds) {
  return milliseconds ? std::optional(to_time(*milliseconds)) : std::nullopt;
}
int64_t number(RunId id) { return static_cast<int64_t>(id); }
int64_t number(State state) { return static_cast<int64_t>(state); }

// Rolls back what was not committed.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) {}
  ~Transaction() {
    if (open_) (void)database_.run("ROLLBACK");
  }
  Status begin() {
    TRY(database_.run("BEGIN IMMEDIATE"));
    open_ = true;
    return Status();
  }
  Status commit() {
    TRY(database_.run("COMMIT"));
    open_ = false;
    return Status();
  }

 private:
  Database& database_;
  bool open_ = false;
};

class SqliteRunStore final : public RunStore {
 public:
  SqliteRunStore(Database database, const Clock& clock)
      : clock_(clock), database_(std::move(database)) {}

  Result<RunId> create_run(std::string_view dag, std::string_view trigger,
                           const std::map<std::string, std::string>& parameters,
                           const std::vector<std::string>& tasks) override {
    std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    TRY(transaction.begin());
    TRY_ASSIGN(RunId id, insert_run(dag, trigger, parameters, tasks));
    TRY(transaction.commit());
    return id;
  }

  Result<RunId> create_run_once(std::string_view dag, std::string_view name,
                                std::string_view trigger,
                                const std::map<std::string, std::string>& parameters,
                                const std::vector<std::string>& tasks) override {
    std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    TRY(transaction.begin());
    Result<RunId> known = find_named(dag, name);
    if (known.ok()) return Status(Code::kAlreadyExists, std::string(name));
    if (known.status().code() != Code::kNotFound) return known.status();
    TRY_ASSIGN(RunId id, insert_run(dag, trigger, parameters, tasks));
    TRY(database_.run("INSERT INTO run_name VALUES (?, ?, ?)", dag, name, number(id)));
    TRY(transaction.commit());
    return id;
  }

  Result<RunId> named_run(std::string_view dag, std::string_view name) const override {
    std::lock_guard lock(mutex_);
    return find_named(dag, name);
  }

  Status set_run_state(RunId run, State state) override {
    std::lock_guard lock(mutex_);
    std::optional<int64_t> ended_at;
    if (is_final(state)) ended_at = to_int64(clock_.now());
    TRY(database_.run("UPDATE run SET state = ?, ended_at = ? WHERE id = ?", number(state),
                      ended_at, number(run)));
    return database_.changed_rows() == 1 ? Status() : no_run(run);
  }

  Status set_task(RunId run, const TaskRun& task) override {
    std::lock_guard lock(mutex_);
    return write_task(number(run), task);
  }

  Status append_log(RunId run, std::string_view task, std::string_view line) override {
    std::lock_guard lock(mutex_);
    return database_.run("INSERT INTO log_line (run, task, line) VALUES (?, ?, ?)", number(run),
                         task, line);
  }

  Result<Run> run(RunId id) const override {
    std::lock_guard lock(mutex_);
    return read_run(id);
  }

  Result<std::vector<Run>> runs(std::string_view dag, size_t count_max) const override {
    std::lock_guard lock(mutex_);
    int64_t limit = static_cast<int64_t>(std::min<size_t>(count_max, INT64_MAX));
    TRY_ASSIGN(Query rows,
               database_.query("SELECT id, dag, started_by, state, created_at, ended_at "
                               "FROM run WHERE ? IN ('', dag) ORDER BY id DESC LIMIT ?",
                               dag, limit));
    return read_runs(std::move(rows));
  }

  Result<std::vector<Run>> unfinished_runs(std::string_view dag, size_t count_max) const override {
    std::lock_guard lock(mutex_);
    int64_t limit = static_cast<int64_t>(std::min<size_t>(count_max, INT64_MAX));
    TRY_ASSIGN(
        Query rows,
        database_.query("SELECT id, dag, started_by, state, created_at, ended_at "
                        "FROM run WHERE dag = ? AND state < 2 ORDER BY started_by = ?, id LIMIT ?",
                        dag, kTriggerBackfill, limit));
    return read_runs(std::move(rows));
  }

  Result<std::vector<std::string>> log(RunId run, std::string_view task) const override {
    std::lock_guard lock(mutex_);
    std::vector<std::string> lines;
    TRY_ASSIGN(Query rows,
               database_.query("SELECT line FROM log_line WHERE run = ? AND task = ? ORDER BY id",
                               number(run), task));
    TRY(rows.each([&](const Query& row) { lines.push_back(row.text(0)); }));
    return lines;
  }

  Status set_part(const PartState& state) override {
    std::lock_guard lock(mutex_);
    return database_.run("INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?)", state.part, state.state,
                         state.message, to_int64(state.updated_at));
  }

  Result<std::vector<PartState>> parts() const override {
    std::lock_guard lock(mutex_);
    std::vector<PartState> parts;
    TRY_ASSIGN(Query rows,
               database_.query("SELECT name, state, message, updated_at FROM part ORDER BY name"));
    TRY(rows.each([&](const Query& row) {
      parts.push_back({row.text(0), row.text(1), row.text(2), to_time(row.integer(3))});
    }));
    return parts;
  }

  Status set_part_config(std::string_view part, std::string_view config) override {
    std::lock_guard lock(mutex_);
    return database_.run("INSERT OR REPLACE INTO part_config VALUES (?, ?)", part, config);
  }

  Result<std::map<std::string, std::string>> part_configs() const override {
    std::lock_guard lock(mutex_);
    std::map<std::string, std::string> configs;
    TRY_ASSIGN(Query rows, database_.query("SELECT part, config FROM part_config"));
    TRY(rows.each([&](const Query& row) { configs[row.text(0)] = row.text(1); }));
    return configs;
  }

  Status forget_part(std::string_view part) override {
    std::lock_guard lock(mutex_);
    Transaction transaction(database_);
    TRY(transaction.begin());
    TRY(database_.run("DELETE FROM part WHERE name = ?", part));
    TRY(database_.run("DELETE FROM command WHERE part = ?", part));
    return transaction.commit();
  }

  Result<int64_t> put_command(std::string_view part, std::string_view name,
                              std::string_view argument) override {
    std::lock_guard lock(mutex_);
    TRY(database_.run("INSERT INTO command (part, name, argument) VALUES (?, ?, ?)", part, name,
                      argument));
    return database_.last_row_id();
  }

  Result<std::vector<Command>> take_commands(std::string_view part) override {
    std::lock_guard lock(mutex_);
    std::vector<Command> commands;
    TRY_ASSIGN(Query rows,
               database_.query(
                   "DELETE FROM command WHERE part = ? RETURNING id, part, name, argument", part));
    TRY(rows.each([&](const Query& row) {
      commands.push_back({row.integer(0), row.text(1), row.text(2), row.text(3)});
    }));
    std::ranges::sort(commands, {}, &Command::id);
    return commands;
  }

 private:
  static Status no_run(RunId run) {
    return Status(Code::kNotFound, "run " + std::to_string(number(run)) + ": not found");
  }

  Result<RunId> insert_run(std::string_view dag, std::string_view trigger,
                           const std::map<std::string, std::string>& parameters,
                           const std::vector<std::string>& tasks) {
    TRY(database_.run("INSERT INTO run (dag, started_by, state, created_at) VALUES (?, ?, ?, ?)",
                      dag, trigger, number(State::kQueued), to_int64(clock_.now())));
    int64_t id = database_.last_row_id();
    for (const auto& [name, value] : parameters) {
      TRY(database_.run("INSERT INTO run_parameter VALUES (?, ?, ?)", id, name, value));
    }
    for (const std::string& task : tasks) TRY(write_task(id, {.task = task}));
    return RunId{id};
  }

  Status write_task(int64_t run, const TaskRun& task) {
    return database_.run(
        "INSERT INTO task (run, name, position, state, attempt, started_at, ended_at, message) "
        "VALUES (?1, ?2, (SELECT count(*) FROM task WHERE run = ?1), ?3, ?4, ?5, ?6, ?7) "
        "ON CONFLICT DO UPDATE SET state = ?3, attempt = ?4, started_at = ?5, ended_at = ?6, "
        "message = ?7",
        run, task.task, number(task.state), int64_t{task.attempt}, to_optional(task.started_at),
        to_optional(task.ended_at), task.message);
  }

  Result<RunId> find_named(std::string_view dag, std::string_view name) const {
    TRY_ASSIGN(Query row,
               database_.query("SELECT run FROM run_name WHERE dag = ? AND name = ?", dag, name));
    TRY_ASSIGN(bool found, row.next());
    if (found) return RunId{row.integer(0)};
    return Status(Code::kNotFound, std::string(name) + ": no such run");
  }

  Result<Run> read_run(RunId id) const {
    TRY_ASSIGN(Query row, database_.query("SELECT id, dag, started_by, state, created_at, ended_at "
                                          "FROM run WHERE id = ?",
                                          number(id)));
    TRY_ASSIGN(std::vector<Run> found, read_runs(std::move(row)));
    if (found.empty()) return no_run(id);
    return std::move(found.front());
  }

  // Of rows of run. Three statements, however many they are.
  Result<std::vector<Run>> read_runs(Query rows) const {
    std::vector<Run> runs;
    std::unordered_map<int64_t, size_t> places;
    std::string ids = "[";
    TRY(rows.each([&](const Query& at) {
      places[at.integer(0)] = runs.size();
      ids += (runs.empty() ? "" : ",") + std::to_string(at.integer(0));
      runs.push_back({RunId{at.integer(0)},
                      at.text(1),
                      at.text(2),
                      {},
                      State{static_cast<int>(at.integer(3))},
                      to_time(at.integer(4)),
                      to_time(at.optional_integer(5)),
                      {}});
    }));
    if (runs.empty()) return runs;
    ids += "]";
    TRY_ASSIGN(Query parameters, database_.query("SELECT run, name, value FROM run_parameter "
                                                 "WHERE run IN (SELECT value FROM json_each(?))",
                                                 ids));
    TRY(parameters.each(
        [&](const Query& at) { runs[places[at.integer(0)]].parameters[at.text(1)] = at.text(2); }));
    TRY_ASSIGN(Query tasks, database_.query("SELECT run, position, name, state, attempt, "
                                            "started_at, ended_at, message FROM task "
                                            "WHERE run IN (SELECT value FROM json_each(?))",
                                            ids));
    TRY(tasks.each([&](const Query& at) {
      std::vector<TaskRun>& of_run = runs[places[at.integer(0)]].tasks;
      const auto place = static_cast<size_t>(at.integer(1));  // From 0 without gaps.
      if (of_run.size() <= place) of_run.resize(place + 1);
      of_run[place] = {at.text(2),
                       State{static_cast<int>(at.integer(3))},
                       static_cast<int>(at.integer(4)),
                       to_time(at.optional_integer(5)),
                       to_time(at.optional_integer(6)),
                       at.text(7)};
    }));
    return runs;
  }

  const Clock& clock_;
  mutable std::mutex mutex_;
  mutable Database database_;
};

// Makes the tables of a new file; looks whether an old one is ours, and brings it up to date.
Status prepare_tables(Database& database) {
  Transaction transaction(database);
  TRY(transaction.begin());
  int64_t application_id = 0;
  int64_t version = 0;
  int64_t table_count = 0;
  {
    TRY_ASSIGN(Query row, database.query("SELECT application_id, user_version, (SELECT count(*) "
                                         "FROM sqlite_schema) FROM pragma_application_id, "
                                         "pragma_user_version"));
    TRY(row.next().status());
    application_id = row.integer(0);
    version = row.integer(1);
    table_count = row.integer(2);
  }
  if (application_id == 0 && table_count == 0) {
    TRY(database.run_script(kCreateTables));
    TRY(database.run_script(kAddPartConfigs));
    TRY(database.run_script(kAddRunNames));
    return transaction.commit();
  }
  if (application_id != kApplicationId) {
    return Status(Code::kCorruption, "not a pinflow run history");
  }
  if (version > kFormatVersion) {
    return Status(Code::kCorruption, "written by a newer pinflow: format " +
                                         std::to_string(version) + ", this one knows " +
                                         std::to_string(kFormatVersion));
  }
  if (version == 1) TRY(database.run_script(kAddPartConfigs));
  if (version <= 2) TRY(database.run_script(kAddRunNames));
  return transaction.commit();
}

}  // namespace

Result<std::unique_ptr<RunStore>> open_sqlite_run_store(const std::filesystem::path& file,
                                                        const Clock& clock) {
  TRY(create_directories_durably(file.parent_path()));
  TRY_ASSIGN(Database database, Database::open(file));
  Status status = prepare_tables(database);
  if (!status.ok()) return std::move(status).with_context("run history: " + file.string());
  return std::unique_ptr<RunStore>(std::make_unique<SqliteRunStore>(std::move(database), clock));
}

}  // namespace pinflow::runs
