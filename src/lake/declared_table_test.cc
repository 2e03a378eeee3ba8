#include "lake/declared_table.h"

#include <gtest/gtest.h>

#include "lake/text_codec.h"
#include "objects/local/local_store.h"

namespace pinflow::lake {
namespace {

using model::Type;

class DeclaredTable : public testing::Test {
 protected:
  DeclaredTable() {
    std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    auto folder = std::filesystem::path(testing::TempDir()) / ("declared_table_" + test);
    std::filesystem::remove_all(folder);
    store_ = std::move(*objects::open_local_store(folder));
    table_ = open_delta_table("silver.t", *store_, "silver/t/", codec_);
  }

  const model::Schema schema_{{{"id", Type::kLong}, {"name", Type::kString}}};
  TextCodec codec_;
  std::unique_ptr<objects::Store> store_;
  std::unique_ptr<DeltaTable> table_;
};

TEST_F(DeclaredTable, IsMadeOnce) {
  Result<Snapshot> made = open_declared(*table_, schema_);
  ASSERT_TRUE(made.ok()) << made.status().message();
  EXPECT_EQ(made->schema, schema_);
  EXPECT_EQ(open_declared(*table_, schema_)->table_id, made->table_id);
  EXPECT_EQ(to_int64(open_declared(*table_, schema_)->version), 0);
}

TEST_F(DeclaredTable, GetsColumnsThatAreDeclaredLaterBehindItsOwn) {
  Snapshot made = *open_declared(*table_, schema_, {{"delta.appendOnly", "false"}});
  const model::Schema more{
      {{"price", Type::kDouble}, {"name", Type::kString}, {"id", Type::kLong}}};
  Result<Snapshot> grown = open_declared(*table_, more);
  ASSERT_TRUE(grown.ok()) << grown.status().message();
  EXPECT_EQ(
      grown->schema,
      (model::Schema{{{"id", Type::kLong}, {"name", Type::kString}, {"price", Type::kDouble}}}));
  EXPECT_EQ(to_int64(grown->version), 1);
  EXPECT_EQ(grown->table_id, made.table_id);
  EXPECT_EQ(grown->configuration, made.configuration);
  EXPECT_EQ(table_->history(1)->front().operation, "ADD COLUMNS");
  EXPECT_EQ(to_int64(open_declared(*table_, more)->version), 1);
  // A writer that does not know of it yet reads again before it commits.
  EXPECT_EQ(table_->commit(made, Change()).status().code(), Code::kAlreadyExists);
}

TEST_F(DeclaredTable, RefusesToLoseAColumnOrToChangeItsType) {
  ASSERT_TRUE(open_declared(*table_, schema_).ok());
  Status lost = open_declared(*table_, {{{"id", Type::kLong}}}).status();
  EXPECT_EQ(lost.code(), Code::kInvalidArgument);
  EXPECT_TRUE(lost.message().starts_with(
      "silver.t: the table has a column 'name' that the pipeline does not declare: "))
      << lost.message();
  Status changed =
      open_declared(*table_, {{{"id", Type::kString}, {"name", Type::kString}}}).status();
  EXPECT_TRUE(
      changed.message().starts_with("silver.t: the table has its column 'id' as long, and "
                                    "the pipeline declares it as string: "))
      << changed.message();
  EXPECT_EQ(to_int64(table_->snapshot()->version), 0);
}

}  // namespace
}  // namespace pinflow::lake
