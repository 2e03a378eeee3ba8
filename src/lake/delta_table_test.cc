// What every DeltaTable promises, over the embedded store.
#include "lake/delta_table.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "lake/log_files.h"
#include "lake/text_codec.h"
#include "objects/local/local_store.h"

namespace pinflow::lake {
namespace {

const model::Schema kSchema{{{"id", model::Type::kLong}}};

Change append(const std::string& path, int64_t row_count = 1) {
  Change change;
  change.add.emplace_back();
  change.add.back().path = path;
  change.add.back().size_bytes = 100;
  change.add.back().stats = "{\"numRecords\":" + std::to_string(row_count) + "}";
  change.add.back().row_count = row_count;
  return change;
}

// A store whose next put of a commit can fail although the bytes arrive.
class LyingStore final : public objects::Store {
 public:
  explicit LyingStore(objects::Store& real) : real_(real) {}
  Status put(std::string_view key, std::string_view bytes) override {
    return real_.put(key, bytes);
  }
  Status put_if_absent(std::string_view key, std::string_view bytes) override {
    Status put = real_.put_if_absent(key, bytes);
    return lies ? Status(Code::kUnavailable, "connection lost") : put;
  }
  Status put_all(std::span<const objects::Put> puts) override { return real_.put_all(puts); }
  Status put_file(std::string_view key, const std::filesystem::path& file) override {
    return real_.put_file(key, file);
  }
  Result<std::string> get(std::string_view key) const override { return real_.get(key); }
  Result<objects::ObjectInfo> info(std::string_view key) const override { return real_.info(key); }
  Result<std::vector<objects::ObjectInfo>> list(std::string_view prefix, std::string_view after,
                                                size_t count_max) const override {
    return real_.list(prefix, after, count_max);
  }
  Status remove(std::string_view key) override { return real_.remove(key); }
  Result<std::filesystem::path> local_path(std::string_view key) const override {
    return real_.local_path(key);
  }
  Result<std::filesystem::path> staging_directory() override { return real_.staging_directory(); }

  bool lies = false;

 private:
  objects::Store& real_;
};

class DeltaTableContract : public testing::Test {
 protected:
  void SetUp() override {
    std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    path_ = std::filesystem::path(testing::TempDir()) / ("delta_table_" + test);
    std::filesystem::remove_all(path_);
    store_ = std::move(*objects::open_local_store(path_));
    lying_ = std::make_unique<LyingStore>(*store_);
    table_ = open();
  }

  std::unique_ptr<DeltaTable> open() {
    return open_delta_table("silver.t", *lying_, "silver/t/", codec_);
  }

  Snapshot newest(DeltaTable& table) {
    auto snapshot = table.snapshot();
    EXPECT_TRUE(snapshot.ok()) << snapshot.status().message();
    return snapshot.ok() ? *snapshot : Snapshot();
  }
  Snapshot newest() { return newest(*table_); }

  void append_versions(int64_t until) {
    for (int64_t version = to_int64(newest().version) + 1; version <= until; ++version) {
      auto committed = table_->commit(newest(), append("f" + std::to_string(version)));
      ASSERT_TRUE(committed.ok()) << committed.status().message();
      ASSERT_EQ(*committed, Version{version});
    }
  }

  std::string log_key(const std::string& name) { return "silver/t/_delta_log/" + name; }

  std::filesystem::path path_;
  std::unique_ptr<objects::Store> store_;
  std::unique_ptr<LyingStore> lying_;
  TextCodec codec_;
  std::unique_ptr<DeltaTable> table_;
};

TEST_F(DeltaTableContract, ATableIsMadeOnce) {
  EXPECT_FALSE(table_->exists());
  EXPECT_EQ(table_->snapshot().status().code(), Code::kNotFound);
  ASSERT_TRUE(table_->create(kSchema).ok());
  EXPECT_TRUE(table_->exists());
  EXPECT_EQ(table_->create(kSchema).code(), Code::kAlreadyExists);
  Snapshot snapshot = newest();
  EXPECT_EQ(snapshot.version, Version{0});
  EXPECT_EQ(snapshot.schema, kSchema);
  EXPECT_TRUE(snapshot.files.empty());
  EXPECT_EQ(snapshot.row_count(), 0);
}

TEST_F(DeltaTableContract, EachVersionCanBeReadAgain) {
  ASSERT_TRUE(table_->create(kSchema).ok());
  append_versions(3);
  Change overwrite = append("g");
  overwrite.remove_all = true;
  ASSERT_TRUE(table_->commit(newest(), overwrite).ok());
  EXPECT_EQ(newest().files.size(), 1u);
  EXPECT_EQ(table_->snapshot(Version{2})->files.size(), 2u);
  EXPECT_EQ(table_->snapshot(Version{0})->files.size(), 0u);
  EXPECT_EQ(table_->snapshot(Version{5}).status().code(), Code::kOutOfRange);
}

TEST_F(DeltaTableContract, AnotherWritersCommitsAreSeen) {
  ASSERT_TRUE(table_->create(kSchema).ok());
  auto other = open();
  EXPECT_EQ(newest(*other).version, Version{0});
  append_versions(2);
  EXPECT_EQ(newest(*other).version, Version{2});
  EXPECT_EQ(newest(*other).files.size(), 2u);
}

TEST_F(DeltaTableContract, ABlindAppendFollowsOtherCommits) {
  ASSERT_TRUE(table_->create(kSchema).ok());
  Snapshot old = newest();
  append_versions(2);
  auto committed = table_->commit(old, append("late"));
  ASSERT_TRUE(committed.ok()) << committed.status().message();
  EXPECT_EQ(*committed, Version{3});
  EXPECT_EQ(newest().files.size(), 3u);
}

TEST_F(DeltaTableContract, AnAppendThatDependsOnWhatItReadDoesNot) {
  ASSERT_TRUE(table_->create(kSchema).ok());
  Snapshot old = newest();
  append_versions(1);
  Change dependent = append("late");
  dependent.blind_append = false;
  EXPECT_EQ(table_->commit(old, dependent).status().code(), Code::kAlreadyExists);
  Change overwrite = append("late");
  overwrite.remove_all = true;
  EXPECT_EQ(table_->commit(old, overwrite).status().code(), Code::kAlreadyExists);
  EXPECT_EQ(newest().version, Version{1});
}

TEST_F(DeltaTableContract, TheSameApplicationCannotMoveTwiceFromOneVersion) {
  ASSERT_TRUE(table_->create(kSchema).ok());
  Snapshot old = newest();
  Change first = append("a");
  first.transactions = {{"app/0", 10}, {"app/1", 4}};
  ASSERT_TRUE(table_->commit(old, first).ok());
  Change again = append("b");
  again.transactions = {{"app/1", 8}};
  EXPECT_EQ(table_->commit(old, again).status().code(), Code::kAlreadyExists);
  Change other_application = append("c");
  other_application.transactions = {{"app/2", 1}};
  EXPECT_TRUE(table_->commit(old, other_application).ok());
  std::map<std::string, int64_t> expected{{"app/0", 10}, {"app/1", 4}, {"app/2", 1}};
  EXPECT_EQ(newest().transactions, expected);
}

TEST_F(DeltaTableContract, OfManyWritersEachCommitsOnce) {
  ASSERT_TRUE(table_->create(kSchema).ok());
  std::vector<std::thread> writers;
  std::atomic<int> failures = 0;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&, writer] {
      auto table = open();
      for (int i = 0; i < 10; ++i) {
        auto snapshot = table->snapshot();
        std::string path = std::to_string(writer) + "-" + std::to_string(i);
        if (!snapshot.ok() || !table->commit(*snapshot, append(path)).ok()) ++failures;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(newest().version, Version{40});
  EXPECT_EQ(newest().files.size(), 40u);
  EXPECT_EQ(newest(*open()).files.size(), 40u);
}

TEST_F(DeltaTableContract, ACommitThatArrivedInSpiteOfAnErrorCountsOnce) {
  ASSERT_TRUE(table_->create(kSchema).ok());
  Snapshot old = newest();
  lying_->lies = true;
  auto committed = table_->commit(old, append("a"));
  lying_->lies = false;
  ASSERT_TRUE(committed.ok()) << committed.status().message();
  EXPECT_EQ(*committed, Version{1});
  EXPECT_EQ(newest().version, Version{1});
}

TEST_F(DeltaTableContract, ACheckpointEveryTenCommitsSparesReadingTheCommitsBefore) {
  ASSERT_TRUE(table_->create(kSchema).ok());
  Change first = append("f1");
  first.transactions = {{"app", 3}};
  ASSERT_TRUE(table_->commit(newest(), first).ok());
  append_versions(12);
  EXPECT_NE(store_->get(log_key("_last_checkpoint"))->find("\"version\":10"), std::string::npos);
  for (int64_t version = 0; version <= 10; ++version) {
    ASSERT_TRUE(store_->remove(log_key(commit_name(version))).ok());
  }
  Snapshot snapshot = newest(*open());
  EXPECT_EQ(snapshot.version, Version{12});
  EXPECT_EQ(snapshot.files.size(), 12u);
  EXPECT_EQ(snapshot.transactions.at("app"), 3);
  EXPECT_EQ(snapshot.row_count(), 12);
  EXPECT_EQ(open()->snapshot(Version{5}).status().code(), Code::kOutOfRange);
  EXPECT_EQ(open()->snapshot(Version{11})->files.size(), 11u);
}

TEST_F(DeltaTableContract, ADamagedCheckpointIsPassedOver) {
  ASSERT_TRUE(table_->create(kSchema).ok());
  append_versions(21);
  ASSERT_TRUE(store_->put(log_key(checkpoint_name(20)), "damaged").ok());
  EXPECT_EQ(newest(*open()).files.size(), 21u);
  EXPECT_EQ(codec_.read_count, 1);  // The older one.
  ASSERT_TRUE(store_->put(log_key(checkpoint_name(10)), "CHECKPOINT\n{\"cdc\":{}}\n").ok());
  EXPECT_EQ(newest(*open()).files.size(), 21u);
  for (const char* hint : {"", "{}", "[", "{\"version\":99}", "{\"version\":-3}"}) {
    ASSERT_TRUE(store_->put(log_key("_last_checkpoint"), hint).ok());
    EXPECT_EQ(newest(*open()).files.size(), 21u) << hint;
  }
}

TEST_F(DeltaTableContract, ADamagedOrMissingCommitIsCorruptionAndNamed) {
  ASSERT_TRUE(table_->create(kSchema).ok());
  append_versions(3);
  ASSERT_TRUE(store_->put(log_key(commit_name(2)), "{\"add\":").ok());
  Status damaged = open()->snapshot().status();
  EXPECT_EQ(damaged.code(), Code::kCorruption);
  EXPECT_NE(damaged.message().find("table silver.t: commit 2: line 1"), std::string::npos)
      << damaged.message();
  ASSERT_TRUE(store_->remove(log_key(commit_name(2))).ok());
  Status missing = open()->snapshot().status();
  EXPECT_EQ(missing.code(), Code::kCorruption);
  EXPECT_NE(missing.message().find("commit 2 is missing"), std::string::npos);
}

TEST_F(DeltaTableContract, ATableMadeAnewIsNotTakenForTheOldOne) {
  ASSERT_TRUE(table_->create(kSchema).ok());
  append_versions(3);
  std::filesystem::remove_all(path_ / "silver");
  EXPECT_EQ(table_->snapshot().status().code(), Code::kNotFound);
  ASSERT_TRUE(table_->create(kSchema).ok());
  EXPECT_EQ(newest().version, Version{0});
}

TEST_F(DeltaTableContract, AnIncrementalReaderGetsWhatWasAdded) {
  ASSERT_TRUE(table_->create(kSchema).ok());
  append_versions(4);
  auto files = table_->files_added(Version{1}, Version{3});
  ASSERT_TRUE(files.ok());
  ASSERT_EQ(files->size(), 2u);
  EXPECT_EQ((*files)[0].path, "f2");
  EXPECT_EQ((*files)[1].path, "f3");
  EXPECT_EQ(table_->files_added(Version{3}, Version{9}).status().code(), Code::kOutOfRange);
  Change overwrite = append("g");
  overwrite.remove_all = true;
  ASSERT_TRUE(table_->commit(newest(), overwrite).ok());
  EXPECT_EQ(table_->files_added(Version{3}, Version{5}).status().code(), Code::kAlreadyExists);
}

TEST_F(DeltaTableContract, HistoryTellsNewestFirst) {
  ASSERT_TRUE(table_->create(kSchema).ok());
  Change change = append("a", 7);
  change.operation = "MERGE";
  change.note = R"({"batch":1})";
  ASSERT_TRUE(table_->commit(newest(), change).ok());
  auto history = table_->history(10);
  ASSERT_TRUE(history.ok());
  ASSERT_EQ(history->size(), 2u);
  EXPECT_EQ((*history)[0].operation, "MERGE");
  EXPECT_EQ((*history)[0].engine, "pinflow/0.1.0");
  EXPECT_EQ((*history)[0].note, R"({"batch":1})");
  EXPECT_EQ((*history)[0].rows_added, 7);
  EXPECT_EQ((*history)[0].files_added, 1);
  EXPECT_EQ((*history)[1].operation, "CREATE TABLE");
  EXPECT_EQ(table_->history(1)->size(), 1u);
}

}  // namespace
}  // namespace pinflow::lake
