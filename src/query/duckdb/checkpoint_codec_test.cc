#include "query/duckdb/checkpoint_codec.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "lake/delta_table.h"
#include "objects/local/local_store.h"
#include "query/duckdb/instance.h"

namespace pinflow::query {
namespace {

class CheckpointCodecTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = std::filesystem::path(testing::TempDir()) / ("checkpoint_codec_" + test);
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    instance_ = std::move(*Instance::open({}));
    codec_ = make_checkpoint_codec([this] { return instance_->connect(); });
  }

  std::filesystem::path folder_;
  std::shared_ptr<Instance> instance_;
  std::unique_ptr<lake::ParquetCodec> codec_;
};

TEST_F(CheckpointCodecTest, DamagedFilesAreCorruption) {
  ASSERT_TRUE(replace_file(folder_ / "text", "not Parquet at all, but long enough").ok());
  EXPECT_EQ(codec_->read_checkpoint(folder_ / "text").status().code(), Code::kCorruption);
  EXPECT_EQ(codec_->read_checkpoint(folder_ / "none").status().code(), Code::kCorruption);
  ASSERT_TRUE(
      codec_->write_checkpoint({R"({"txn":{"appId":"a","version":1}})"}, folder_ / "cut").ok());
  std::filesystem::resize_file(folder_ / "cut", 200);
  EXPECT_EQ(codec_->read_checkpoint(folder_ / "cut").status().code(), Code::kCorruption);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "cut.ndjson"));
}

TEST_F(CheckpointCodecTest, ATableReadsTheSameFromItsCheckpointAlone) {
  auto store = std::move(*objects::open_local_store(folder_));
  auto table = lake::open_delta_table("s.t", *store, "s/t/", *codec_);
  ASSERT_TRUE(table->create(model::Schema{{{"id", model::Type::kLong}}}).ok());
  for (int i = 1; i <= 10; ++i) {
    lake::Change change;
    change.add.emplace_back();
    change.add.back().path = "a b%/é" + std::to_string(i);
    change.add.back().size_bytes = i;
    change.add.back().stats = R"({"numRecords":1,"minValues":{"id":"x\"y"}})";
    change.add.back().partition_values = {{"p", "v=1"}, {"q", std::nullopt}};
    change.transactions = {{"app", i}};
    ASSERT_TRUE(table->commit(*table->snapshot(), change).ok());
  }
  lake::Snapshot before = *table->snapshot();
  ASSERT_TRUE(
      std::filesystem::exists(folder_ / "s/t/_delta_log/00000000000000000010.checkpoint.parquet"));
  auto log = store->list("s/t/_delta_log/0");
  for (const objects::ObjectInfo& object : *log) {
    if (!object.key.ends_with(".json")) continue;
    ASSERT_TRUE(store->remove(object.key).ok());
  }
  auto after = lake::open_delta_table("s.t", *store, "s/t/", *codec_)->snapshot();
  ASSERT_TRUE(after.ok()) << after.status().message();
  EXPECT_EQ(after->version, before.version);
  EXPECT_EQ(after->schema_string, before.schema_string);
  EXPECT_EQ(after->transactions, before.transactions);
  ASSERT_EQ(after->files.size(), before.files.size());
  for (size_t i = 0; i < before.files.size(); ++i) {
    EXPECT_EQ(after->files[i].path, before.files[i].path);
    EXPECT_EQ(after->files[i].stats, before.files[i].stats);
    EXPECT_EQ(after->files[i].partition_values, before.files[i].partition_values);
  }
}

}  // namespace
}  // namespace pinflow::query
