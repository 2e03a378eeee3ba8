#include "query/duckdb/table_writer.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "objects/local/local_store.h"
#include "query/duckdb/duckdb_engine.h"
#include "query/duckdb/instance.h"

namespace pinflow::query {
namespace {

TEST(TableWriter, TheFileIsInTheStoreUnderTheTablesFolderAndNowhereElse) {
  auto folder = std::filesystem::path(testing::TempDir()) / "table_writer";
  std::filesystem::remove_all(folder);
  auto store = std::move(*objects::open_local_store(folder));
  auto engine = std::move(*open_duckdb_engine());
  auto table = lake::open_delta_table("s.t", *store, "s/t/", engine->parquet());
  auto instance = std::move(*Instance::open({}));
  auto connection = std::move(*instance->connect());

  model::Schema schema{{{"it's \"a\"", model::Type::kLong}}};
  auto staged =
      stage_table_rows(connection.get(), "SELECT 7 AS \"it's \"\"a\"\"\" -- all", schema, *table);
  ASSERT_TRUE(staged.ok()) << staged.status().message();
  EXPECT_TRUE(store->list("s/t/")->empty());
  auto files = (*staged)->put();
  ASSERT_TRUE(files.ok()) << files.status().message();
  ASSERT_EQ(files->size(), 1u);
  const lake::DataFile& file = (*files)[0];
  EXPECT_EQ(file.row_count, 1);
  EXPECT_NE(file.stats.find(R"("minValues":{"it's \"a\"":7})"), std::string::npos) << file.stats;
  auto stored = store->info("s/t/" + file.path);
  ASSERT_TRUE(stored.ok());
  EXPECT_EQ(static_cast<int64_t>(stored->size_bytes), file.size_bytes);
  EXPECT_TRUE(std::filesystem::is_empty(*store->staging_directory()));
}

}  // namespace
}  // namespace pinflow::query
