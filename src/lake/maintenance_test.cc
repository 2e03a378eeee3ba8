#include "lake/maintenance.h"

#include <gtest/gtest.h>

#include "lake/commit_note.h"
#include "lake/table_properties.h"
#include "lake/text_codec.h"
#include "objects/local/local_store.h"

namespace pinflow::lake {
namespace {

const model::Schema kMaintainedSchema{{{"id", model::Type::kLong}}};

class MaintenanceTest : public testing::Test {
 protected:
  MaintenanceTest() {
    folder_ = std::filesystem::path(testing::TempDir()) /
              ("maintenance_" +
               std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder_);
    store_ = std::move(*objects::open_local_store(folder_));
    table_ = open_delta_table("silver.t", *store_, "silver/t/", codec_, clock_);
    EXPECT_TRUE(table_
                    ->create(kMaintainedSchema, {{kRemovedFileRetention, "interval 1 hours"},
                                                 {kLogRetention, "interval 2 hours"},
                                                 {kCheckpointInterval, "5"}})
                    .ok());
  }

  DataFile put_file(const std::string& path, int64_t size_bytes = 10) {
    EXPECT_TRUE(store_->put("silver/t/" + path, "rows").ok());
    DataFile file;
    file.path = path;
    file.size_bytes = size_bytes;
    file.row_count = 1;
    file.stats = R"({"numRecords":1})";
    return file;
  }
  void commit(const Change& change) {
    Result<Version> committed = table_->commit(*table_->snapshot(), change);
    ASSERT_TRUE(committed.ok()) << committed.status().message();
  }
  void append(const std::string& path, int64_t size_bytes = 10) {
    Change change;
    change.add = {put_file(path, size_bytes)};
    change.transactions["app"] = to_int64(table_->snapshot()->version);
    commit(change);
  }
  void remove(const std::string& path) {
    Change change;
    change.remove = {path};
    change.blind_append = false;
    commit(change);
  }
  bool is_there(const std::string& path) { return store_->info("silver/t/" + path).ok(); }

  std::filesystem::path folder_;
  TextCodec codec_;
  // The store's own times are the machine's.
  ManualClock clock_{system_clock().now()};
  std::unique_ptr<objects::Store> store_;
  std::unique_ptr<DeltaTable> table_;
};

TEST_F(MaintenanceTest, FilesOfAboutOneSizeArePutTogetherOnceThereAreManyOfThem) {
  for (int i = 0; i < 15; ++i) append("a" + std::to_string(i) + ".parquet", 100);
  append("large.parquet", 1 << 20);
  CompactionOptions options;
  options.file_bytes_target = 1000;
  EXPECT_TRUE(plan_compaction(*table_->snapshot(), options).empty());
  append("b.parquet", 130);
  auto groups = plan_compaction(*table_->snapshot(), options);
  ASSERT_EQ(groups.size(), 2u);  // 16 files of 1,630 bytes: none over the target.
  EXPECT_EQ(groups[0].size() + groups[1].size(), 16u);
  options.any_size = true;
  options.files_least = 2;
  options.file_bytes_target = 4 << 20;
  ASSERT_EQ(plan_compaction(*table_->snapshot(), options).size(), 1u);
  EXPECT_EQ(plan_compaction(*table_->snapshot(), options)[0].size(), 17u);
}

TEST_F(MaintenanceTest, VacuumDeletesWhatNoYoungVersionNeeds) {
  append("live.parquet");
  append("removed.parquet");
  remove("removed.parquet");
  put_file("never_committed.parquet");
  put_file("_gather/0.parquet");
  EXPECT_EQ(vacuum(*table_, codec_, clock_)->files, 0);  // All too young.
  clock_.advance(std::chrono::minutes(90));
  EXPECT_EQ(vacuum(*table_, codec_, clock_, {}, /*dry_run=*/true)->files, 2);
  EXPECT_TRUE(is_there("removed.parquet"));
  Result<VacuumReport> report = vacuum(*table_, codec_, clock_);
  ASSERT_TRUE(report.ok()) << report.status().message();
  EXPECT_EQ(report->files, 2);
  EXPECT_EQ(report->bytes, 8);
  EXPECT_TRUE(is_there("live.parquet"));
  EXPECT_FALSE(is_there("removed.parquet"));
  EXPECT_FALSE(is_there("never_committed.parquet"));
  EXPECT_TRUE(is_there("_gather/0.parquet"));
}

TEST_F(MaintenanceTest, TheLogsCleanUpKeepsACheckpointAndTheNewestTransactions) {
  for (int i = 1; i <= 12; ++i) append("f" + std::to_string(i) + ".parquet");
  EXPECT_EQ(*clean_log(*table_, codec_, clock_), 0);  // All too young.
  clock_.advance(std::chrono::hours(3));
  EXPECT_EQ(*clean_log(*table_, codec_, clock_), 11);  // Commits 0 to 9 and checkpoint 5.
  auto reader = open_delta_table("silver.t", *store_, "silver/t/", codec_, clock_);
  Result<Snapshot> snapshot = reader->snapshot();
  ASSERT_TRUE(snapshot.ok()) << snapshot.status().message();
  EXPECT_EQ(snapshot->version, Version{12});
  EXPECT_EQ(snapshot->files.size(), 12u);
  EXPECT_EQ(snapshot->transactions.at("app"), 11);
  EXPECT_EQ(reader->snapshot(Version{11})->files.size(), 11u);
  EXPECT_EQ(reader->snapshot(Version{3}).status().code(), Code::kOutOfRange);
  append("more.parquet");
  EXPECT_EQ(reader->snapshot()->files.size(), 13u);
}

TEST_F(MaintenanceTest, TheCommitThatNotesAStateStaysWithThoseAfterIt) {
  auto append_with = [&](const std::string& path, const std::string& state) {
    Change change;
    change.add = {put_file(path)};
    change.note = to_json(CommitNote{false, {}, {}, state});
    commit(change);
  };
  append_with("1.parquet", "1");
  append_with("2.parquet", "2");
  for (int i = 3; i <= 12; ++i) append_with(std::to_string(i) + ".parquet", "");
  clock_.advance(std::chrono::hours(3));
  EXPECT_EQ(*clean_log(*table_, codec_, clock_), 3);  // Commits 0 and 1, and checkpoint 5.
  std::vector<HistoryEntry> history = *table_->history(100);
  EXPECT_EQ(parse_note(history.back().note).state, "2");
}

TEST_F(MaintenanceTest, AVersionThatIsRestoredIsANewOne) {
  append("a.parquet");
  append("b.parquet");
  remove("a.parquet");
  Result<Version> restored = restore(*table_, Version{2});
  ASSERT_TRUE(restored.ok()) << restored.status().message();
  EXPECT_EQ(*restored, Version{4});
  EXPECT_EQ(table_->snapshot()->files.size(), 2u);
  EXPECT_EQ(*restore(*table_, Version{0}), Version{5});
  EXPECT_TRUE(table_->snapshot()->files.empty());
  EXPECT_EQ(restore(*table_, Version{9}).status().code(), Code::kOutOfRange);
  ASSERT_TRUE(store_->remove("silver/t/b.parquet").ok());
  EXPECT_EQ(restore(*table_, Version{2}).status().code(), Code::kNotFound);
}

TEST_F(MaintenanceTest, CompactionAndAppendsAreNotInEachOthersWay) {
  append("a.parquet");
  append("b.parquet");
  Snapshot read = *table_->snapshot();
  append("c.parquet");
  Change compaction;
  compaction.add = {put_file("ab.parquet")};
  compaction.remove = {"a.parquet", "b.parquet"};
  compaction.rearranges = true;
  compaction.blind_append = false;
  ASSERT_TRUE(table_->commit(read, compaction).ok());
  // An append that has judged its rows by the table follows a compaction too,
  Change judged;
  judged.blind_append = false;
  judged.add = {put_file("d.parquet")};
  Snapshot before_compaction = *table_->snapshot(Version{3});
  EXPECT_TRUE(table_->commit(before_compaction, judged).ok());
  // but not one that adds rows; and no file is removed twice.
  EXPECT_EQ(table_->commit(before_compaction, judged).status().code(), Code::kAlreadyExists);
  EXPECT_EQ(table_->commit(read, compaction).status().code(), Code::kAlreadyExists);
  EXPECT_EQ(table_->files_added(Version{2}, Version{5})->size(), 2u);  // c and d.
}

}  // namespace
}  // namespace pinflow::lake
