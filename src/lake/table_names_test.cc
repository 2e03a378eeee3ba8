#include <gtest/gtest.h>

#include <filesystem>

#include "lake/delta_table.h"
#include "objects/local/local_store.h"

namespace pinflow::lake {
namespace {

TEST(TableNames, ANameIsTwoFolders) {
  EXPECT_EQ(table_prefix("silver.demo_pin"), "silver/demo_pin/");
}

TEST(TableNames, TablesAreFoundAndOtherFoldersPassedOver) {
  auto path = std::filesystem::path(testing::TempDir()) / "lake_table_names";
  std::filesystem::remove_all(path);
  auto store = std::move(*objects::open_local_store(path));
  for (const char* key :
       {"gold/demo_a/_delta_log/00000000000000000000.json", "gold/demo_a/x.parquet",
        "gold/demo_a-b/_delta_log/00000000000000000000.json", "gold/demo_a0/file", "stray",
        "silver/demo_pin/_delta_log/00000000000000000010.checkpoint.parquet",
        "silver/half/part-0.parquet"}) {
    ASSERT_TRUE(store->put(key, "x").ok());
  }
  auto names = list_tables(*store);
  ASSERT_TRUE(names.ok());
  std::vector<std::string> expected{"gold.demo_a", "gold.demo_a-b", "silver.demo_pin"};
  EXPECT_EQ(*names, expected);
}

}  // namespace
}  // namespace pinflow::lake
