// Two processes that append to one table and compact it at the same time: versions without a gap,
// and every row once. PINFLOW_TEST_FULL makes a thousand commits of it.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "objects/local/local_store.h"
#include "query/compact.h"
#include "query/duckdb/duckdb_engine.h"

namespace pinflow::query {
namespace {

const model::Schema kSchema{{{"id", model::Type::kLong}}};
constexpr int64_t kCompactEvery = 20;

int64_t appends_each() { return std::getenv("PINFLOW_TEST_FULL") != nullptr ? 500 : 50; }

EngineOptions one_thread() {
  EngineOptions options;
  options.thread_count = 1;
  return options;
}

// What a process opens on the table.
struct Opened {
  explicit Opened(const std::filesystem::path& folder)
      : store(std::move(*objects::open_local_store(folder))),
        engine(std::move(*open_duckdb_engine(one_thread()))),
        table(lake::open_delta_table("silver.t", *store, "silver/t/", engine->parquet())) {}

  std::unique_ptr<objects::Store> store;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<lake::DeltaTable> table;
};

Status append(Opened& opened, int64_t id) {
  TRY_ASSIGN(auto session, opened.engine->open_session());
  lake::Change change;
  TRY_ASSIGN(change.add, session->write_files("SELECT " + std::to_string(id) + " AS id", kSchema,
                                              *opened.table));
  TRY_ASSIGN(lake::Snapshot snapshot, opened.table->snapshot());
  return opened.table->commit(snapshot, change).status();
}

// Appends ids from `first` on, and compacts every so often. The other may have compacted first.
Status work(const std::filesystem::path& folder, int64_t first) {
  Opened opened(folder);
  const lake::CompactionOptions all{
      .file_bytes_target = 128 << 20, .files_least = 2, .any_size = true};
  for (int64_t i = 0; i < appends_each(); ++i) {
    TRY(append(opened, first + i));
    if ((i + 1) % kCompactEvery != 0) continue;
    Status compacted = compact(*opened.engine, *opened.table, all).status();
    if (!compacted.ok() && compacted.code() != Code::kAlreadyExists) return compacted;
  }
  return Status();
}

TEST(CompactProcesses, LeaveContiguousVersionsAndExactCounts) {
  auto folder = std::filesystem::path(testing::TempDir()) / "compact_processes";
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(Opened(folder).table->create(kSchema).ok());
  std::vector<pid_t> processes;
  for (int64_t number : {0, 1}) {
    pid_t process = fork();
    ASSERT_GE(process, 0);
    if (process == 0) {
      Status done = work(folder, number * appends_each());
      if (!done.ok()) std::fprintf(stderr, "%s\n", done.message().c_str());
      _exit(done.ok() ? 0 : 1);
    }
    processes.push_back(process);
  }
  for (pid_t process : processes) {
    int status = 0;
    ASSERT_EQ(waitpid(process, &status, 0), process);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }

  Opened opened(folder);
  const int64_t appended = 2 * appends_each();
  lake::Snapshot newest = *opened.table->snapshot();
  std::vector<lake::HistoryEntry> history = *opened.table->history(SIZE_MAX);
  ASSERT_EQ(std::ssize(history), to_int64(newest.version) + 1);  // It would end at a gap.
  int64_t appends = 0;
  for (const lake::HistoryEntry& entry : history) appends += entry.operation == "WRITE" ? 1 : 0;
  EXPECT_EQ(appends, appended);
  EXPECT_GT(to_int64(newest.version), appended) << "nothing was compacted";
  EXPECT_EQ(newest.row_count(), appended);
  auto session = std::move(*opened.engine->open_session());
  ASSERT_TRUE(session->bind_table("t", *opened.table, newest).ok());
  Table counted = *session->query("SELECT count(*), count(DISTINCT id), max(id) FROM t");
  EXPECT_EQ(counted.rows[0], (std::vector<Cell>{appended, appended, appended - 1}));
}

}  // namespace
}  // namespace pinflow::query
