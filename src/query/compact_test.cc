#include "query/compact.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "objects/local/local_store.h"
#include "query/duckdb/duckdb_engine.h"

namespace pinflow::query {
namespace {

const model::Schema kCompactedSchema{{{"id", model::Type::kLong}, {"text", model::Type::kString}}};

class CompactTest : public testing::Test {
 protected:
  CompactTest() {
    folder_ =
        std::filesystem::path(testing::TempDir()) /
        ("compact_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder_);
    store_ = std::move(*objects::open_local_store(folder_));
    table_ = open();
    EXPECT_TRUE(table_->create(kCompactedSchema).ok());
  }

  std::unique_ptr<lake::DeltaTable> open() {
    return lake::open_delta_table("silver.t", *store_, "silver/t/", engine_->parquet());
  }
  void append(lake::DeltaTable& table, int64_t id) {
    auto session = std::move(*engine_->open_session());
    lake::Change change;
    change.add = *session->write_files("SELECT " + std::to_string(id) + " AS id, 'x' AS text",
                                       kCompactedSchema, table);
    Result<lake::Version> committed = table.commit(*table.snapshot(), change);
    ASSERT_TRUE(committed.ok()) << committed.status().message();
  }
  std::pair<int64_t, int64_t> count_and_sum() {
    auto session = std::move(*engine_->open_session());
    EXPECT_TRUE(session->bind_table("t", *table_, *table_->snapshot()).ok());
    query::Table answer =
        *session->query("SELECT count(*), CAST(coalesce(sum(id), 0) AS BIGINT) FROM t");
    return {std::get<int64_t>(answer.rows[0][0]), std::get<int64_t>(answer.rows[0][1])};
  }

  static constexpr lake::CompactionOptions kAll{
      .file_bytes_target = 128 << 20, .files_least = 2, .any_size = true};
  std::filesystem::path folder_;
  std::unique_ptr<Engine> engine_ = std::move(*open_duckdb_engine());
  std::unique_ptr<objects::Store> store_;
  std::unique_ptr<lake::DeltaTable> table_;
};

TEST_F(CompactTest, ManyFilesBecomeOneOfTheSameRows) {
  for (int64_t id = 1; id <= 20; ++id) append(*table_, id);
  Result<CompactReport> report = compact(*engine_, *table_);
  ASSERT_TRUE(report.ok()) << report.status().message();
  EXPECT_EQ(*report, (CompactReport{20, 1}));
  EXPECT_EQ(table_->snapshot()->files.size(), 1u);
  EXPECT_EQ(table_->snapshot()->row_count(), 20);
  EXPECT_EQ(count_and_sum(), (std::pair<int64_t, int64_t>(20, 210)));
  EXPECT_EQ(table_->history(1)->front().operation, "OPTIMIZE");
  EXPECT_EQ(*compact(*engine_, *table_, kAll), (CompactReport{0, 0}));
}

// Two writers append while a third compacts, each by a table object of its own, as processes do.
TEST_F(CompactTest, WritersAndCompactionLoseNothingAndLeaveNoGap) {
  constexpr int64_t kEach = 60;
  std::atomic<int> running = 2;
  std::vector<std::jthread> writers;
  for (int64_t writer = 0; writer < 2; ++writer) {
    writers.emplace_back([this, writer, &running] {
      auto table = open();
      for (int64_t i = 0; i < kEach; ++i) append(*table, writer * kEach + i);
      --running;
    });
  }
  auto table = open();
  int64_t compactions = 0;
  while (running > 0) {
    Result<CompactReport> report = compact(*engine_, *table, kAll);
    ASSERT_TRUE(report.ok()) << report.status().message();
    compactions += report->files_after;
  }
  writers.clear();
  EXPECT_GT(compactions, 0);
  EXPECT_EQ(count_and_sum(),
            (std::pair<int64_t, int64_t>(2 * kEach, 2 * kEach * (2 * kEach - 1) / 2)));
  EXPECT_EQ(to_int64(table_->snapshot()->version), 2 * kEach + compactions);
  EXPECT_EQ(std::ssize(*table_->history(SIZE_MAX)), 2 * kEach + compactions + 1);
}

}  // namespace
}  // namespace pinflow::query
