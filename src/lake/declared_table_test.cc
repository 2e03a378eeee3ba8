#include "lake/declared_table.h"

#include <gtest/gtest.h>

#include "lake/text_codec.h"
#include "objects/local/local_store.h"

namespace pinflow::lake {
namespace {

TEST(DeclaredTable, IsMadeOnceAndRefusesOtherColumns) {
  auto folder = std::filesystem::path(testing::TempDir()) / "declared_table";
  std::filesystem::remove_all(folder);
  auto store = std::move(*objects::open_local_store(folder));
  TextCodec codec;
  auto table = open_delta_table("silver.t", *store, "silver/t/", codec);
  const model::Schema schema{{{"id", model::Type::kLong}}};
  Result<Snapshot> made = open_declared(*table, schema);
  ASSERT_TRUE(made.ok()) << made.status().message();
  EXPECT_EQ(made->schema, schema);
  EXPECT_EQ(open_declared(*table, schema)->table_id, made->table_id);
  Status refused = open_declared(*table, {{{"id", model::Type::kString}}}).status();
  EXPECT_EQ(refused.code(), Code::kInvalidArgument);
  EXPECT_TRUE(refused.message().starts_with("silver.t: ")) << refused.message();
}

}  // namespace
}  // namespace pinflow::lake
