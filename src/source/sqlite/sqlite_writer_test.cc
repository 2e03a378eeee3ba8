#include "source/sqlite/sqlite_writer.h"

#include <gtest/gtest.h>

#include "source/sqlite/column_buffer.h"
#include "source/sqlite/sqlite_source.h"

namespace pinflow::source {
namespace {

const model::Schema kSchema{{{"id", model::Type::kLong},
                             {"share", model::Type::kDouble},
                             {"digits", model::Type::kString},
                             {"at", model::Type::kTimestamp}}};
const std::vector<Row> kRows = {
    {int64_t{1}, 0.1, "007", "2020-01-01 00:00:00"},
    {std::monostate(), std::monostate(), std::monostate(), std::monostate()}};

TEST(SqliteWriter, KeepsTypesAndNullsAndTextsThatLookLikeNumbers) {
  const std::filesystem::path path = testing::TempDir() + "sqlite_writer_test_types";
  std::filesystem::remove(path);
  {
    auto writer = open_sqlite_writer(path);
    ASSERT_TRUE(writer.ok()) << writer.status().message();
    ASSERT_TRUE((*writer)->begin_table("t", kSchema).ok());
    Status written = (*writer)->write(kRows);
    ASSERT_TRUE(written.ok()) << written.message();
    ASSERT_TRUE((*writer)->write({}).ok());
    ASSERT_TRUE((*writer)->commit().ok());
  }
  auto source = open_sqlite_source(path);
  EXPECT_EQ(*(*source)->schema("t"), kSchema);
  EXPECT_EQ(*(*source)->read("t", RowIndex{0}, 10), kRows);
}

TEST(ColumnBuffer, GivesBackWhatWasPut) {
  for (auto [type, value] : {std::pair{model::Type::kInteger, Value(int64_t{5})},
                             {model::Type::kDouble, Value(0.5)},
                             {model::Type::kTimestamp, Value("2020-01-01 00:00:00")}}) {
    ColumnBuffer buffer(type, 2);
    buffer.put(0, value);
    buffer.put(1, std::monostate());
    EXPECT_EQ(buffer.take(0), value);
    EXPECT_EQ(buffer.take(1), Value());
  }
}

}  // namespace
}  // namespace pinflow::source
