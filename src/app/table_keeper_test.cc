#include "app/table_keeper.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

const model::Schema kTableSchema{{{"id", model::Type::kLong}}};

class TableKeeperTest : public testing::Test {
 protected:
  TableKeeperTest() {
    data_ = std::filesystem::path(testing::TempDir()) /
            testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(data_);
    EXPECT_TRUE(config_.set("app.data", data_.string(), "test").ok());
    parts_ = std::make_unique<Parts>(config_, pipeline_);
  }

  void fill(const std::string& name, int64_t commits) {
    lake::DeltaTable& table = **parts_->table(name);
    ASSERT_TRUE(table.create(kTableSchema).ok());
    auto session = std::move(*(*parts_->engine())->open_session());
    for (int64_t i = 0; i < commits; ++i) {
      lake::Change change;
      change.add = *session->write_files("SELECT 1 AS id", kTableSchema, table);
      ASSERT_TRUE(table.commit(*table.snapshot(), change).ok());
    }
  }
  size_t file_count(const std::string& name) {
    return (*parts_->table(name))->snapshot()->files.size();
  }

  Config config_ = *Config::load({});
  model::Pipeline pipeline_ = *configured_pipeline(config_);
  std::filesystem::path data_;
  std::unique_ptr<Parts> parts_;
};

TEST_F(TableKeeperTest, CompactsTablesOfManyFilesAndPassesOverDamagedOnes) {
  fill("stream.a", 16);
  fill("stream.c", 3);
  ASSERT_TRUE((*parts_->lake())->put("stream/b/_delta_log/00000000000000000000.json", "{no").ok());
  Status kept = keep_tables(*parts_, /*deep=*/true);
  ASSERT_TRUE(kept.ok()) << kept.message();
  EXPECT_EQ(file_count("stream.a"), 1u);
  EXPECT_EQ(file_count("stream.c"), 3u);
}

TEST_F(TableKeeperTest, WorksInTheBackground) {
  ASSERT_TRUE(config_.set("lake.maintenance_interval_s", "1", "test").ok());
  fill("stream.a", 16);
  TableKeeper keeper(*parts_);
  while (file_count("stream.a") > 1) std::this_thread::yield();
}

}  // namespace
}  // namespace pinflow::app
