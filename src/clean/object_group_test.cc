#include "clean/object_group.h"

#include <gtest/gtest.h>

#include "objects/local/local_store.h"
#include "query/duckdb/duckdb_engine.h"

namespace pinflow::clean {
namespace {

constexpr const char* kKey = "topics/t/partition=0/t+0+0000000000.json";

// Engines that read objects are in query/spark; what they say is played here.
class ReadingSession final : public query::Session {
 public:
  explicit ReadingSession(query::GatheredObjects* says) : says_(says) {}
  Status bind_files(std::string_view, lake::DeltaTable&, const lake::Snapshot&,
                    const std::vector<lake::DataFile>&) override {
    return Status();
  }
  Status bind_rows(std::string_view, model::RowReader&) override { return Status(); }
  Status bind_empty(std::string_view, const model::Schema&) override { return Status(); }
  Status bind_view(std::string_view, std::string_view) override { return Status(); }
  Status bind_filter(std::string_view, query::RowFilter&) override { return Status(); }
  Status unbind(std::string_view) override { return Status(); }
  Status materialize(std::string_view, std::string_view) override { return Status(); }
  Result<query::Table> query(std::string_view, const query::QueryLimits&) override {
    return query::Table();
  }
  Status read(std::string_view, const model::Schema&, const query::TakeBatch&) override {
    return Status();
  }
  Result<std::vector<query::Table::Column>> describe(std::string_view) override {
    return std::vector<query::Table::Column>();
  }
  Result<query::Lineage> lineage(std::string_view) override { return query::Lineage(); }
  Result<std::vector<lake::DataFile>> write_files(std::string_view, const model::Schema&,
                                                  lake::DeltaTable&) override {
    return Status(Code::kInvalidArgument, "rows are not handed to it");
  }
  Result<std::unique_ptr<query::StagedRows>> stage_files(std::string_view, std::string_view,
                                                         const model::Schema&,
                                                         lake::DeltaTable&) override {
    return Status(Code::kInvalidArgument, "no");
  }
  Result<std::optional<query::GatheredObjects>> gather_objects(
      const model::Dataset&, const model::Schema&, const std::vector<query::ObjectToGather>&,
      lake::DeltaTable&) override {
    return std::optional(std::move(*says_));
  }
  void interrupt() override {}

 private:
  query::GatheredObjects* says_;
};

class ReadingEngine final : public query::Engine {
 public:
  explicit ReadingEngine(query::Engine& local) : local_(local) {}
  Result<std::unique_ptr<query::Session>> open_session(bool) override {
    return std::unique_ptr<query::Session>(std::make_unique<ReadingSession>(&says));
  }
  lake::ParquetCodec& parquet() override { return local_.parquet(); }

  query::GatheredObjects says;

 private:
  query::Engine& local_;
};

class ObjectGroupTest : public testing::Test {
 protected:
  ObjectGroupTest() {
    std::filesystem::remove_all(folder_);
    store_ = std::move(*objects::open_local_store(folder_));
    dataset_.name = "t";
    dataset_.raw = {{{"id", model::Type::kLong}}};
    table_ = lake::open_delta_table("bronze.t", *store_, "bronze/t/", duckdb_->parquet());
    EXPECT_TRUE(store_->put(kKey, "{\"id\":1}\n7\n{\"id\":2}\n").ok());
  }

  std::unique_ptr<ObjectGroup> group() {
    SourceObject object{*store_->info(kKey), *parse_object_name(kKey)};
    return std::make_unique<ObjectGroup>(std::vector<SourceObject>{object});
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("object_group_") +
       testing::UnitTest::GetInstance()->current_test_info()->name());
  std::unique_ptr<objects::Store> store_;
  std::unique_ptr<query::Engine> duckdb_ = std::move(*query::open_duckdb_engine());
  std::unique_ptr<lake::DeltaTable> table_;
  model::Dataset dataset_;
};

TEST_F(ObjectGroupTest, ThreadsOfThisProcessReadWhereTheEngineHasNoWorkers) {
  auto group = this->group();
  Status status = read_objects(*duckdb_, *store_, dataset_, *table_, group.get());
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(group->files.at(0).row_count, 2);
  EXPECT_EQ(group->lines.at(0).record_count, 3);
  EXPECT_EQ(group->dead_letters.at(0).value, "7");
  EXPECT_TRUE(group->skipped.empty());
}

TEST_F(ObjectGroupTest, WhatWorkersReadIsTakenAsTheySayIt) {
  ReadingEngine engine(*duckdb_);
  engine.says.objects = {{5, 3, 20, Status()}};
  engine.says.dead_letters.resize(1);
  auto group = this->group();
  ASSERT_TRUE(read_objects(engine, *store_, dataset_, *table_, group.get()).ok());
  EXPECT_EQ(group->lines.at(0).crc, 5u);
  EXPECT_EQ(group->dead_letters.size(), 1u);

  engine.says.objects = {{0, 0, 0, Status(Code::kNotFound, "gone")}};
  group = this->group();
  ASSERT_TRUE(read_objects(engine, *store_, dataset_, *table_, group.get()).ok());
  EXPECT_EQ(group->skipped.at(0).cause.code(), Code::kNotFound);
}

TEST_F(ObjectGroupTest, AFloodOfDeadLettersLeavesTheGroupUnread) {
  ReadingEngine engine(*duckdb_);
  engine.says.is_flooded = true;
  auto group = this->group();
  EXPECT_FALSE(read_objects(engine, *store_, dataset_, *table_, group.get()).ok());
  EXPECT_TRUE(group->is_flooded);
}

}  // namespace
}  // namespace pinflow::clean
