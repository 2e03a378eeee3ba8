#include "source/postgresql/postgresql_writer.h"

#include <gtest/gtest.h>

#include "source/postgresql/postgresql_source.h"
#include "source/postgresql/test_server.h"

namespace pinflow::source {
namespace {

const model::Schema kSchema{{{"id", model::Type::kLong},
                             {"share", model::Type::kDouble},
                             {"a \"quoted\" name", model::Type::kString},
                             {"at", model::Type::kTimestamp},
                             {"is", model::Type::kBoolean},
                             {"bytes", model::Type::kBinary}}};
const Value kNull;
const std::vector<Row> kRows = {{int64_t{1}, 0.1, "it's \\ \"007\"\n\xF0\x9F\x98\x80",
                                 "2020-01-01 00:00:00", int64_t{0}, std::string("\0'\\\xFF", 4)},
                                {kNull, kNull, kNull, kNull, kNull, kNull}};

class PostgresqlWriterTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* name = testing::UnitTest::GetInstance()->current_test_info()->name();
    const std::filesystem::path folder = testing::TempDir() + "postgresql_writer_test_" + name;
    std::filesystem::remove_all(folder);
    server_ = PostgresqlTestServer::start(folder);
    if (server_ == nullptr) GTEST_SKIP() << "no PostgreSQL: ./dev setup --tests installs one";
  }

  std::unique_ptr<TableWriter> open() {
    auto writer = open_postgresql_writer(server_->address());
    EXPECT_TRUE(writer.ok()) << writer.status().message();
    return writer.ok() ? std::move(*writer) : nullptr;
  }

  std::unique_ptr<PostgresqlTestServer> server_;
};

TEST_F(PostgresqlWriterTest, KeepsTypesAndNullsAndAnyText) {
  auto writer = open();
  ASSERT_TRUE(writer->begin_table("t", kSchema).ok());
  const Status written = writer->write(kRows);
  ASSERT_TRUE(written.ok()) << written.message();
  ASSERT_TRUE(writer->commit().ok());
  auto source = open_postgresql_source(server_->address());
  EXPECT_EQ(*(*source)->schema("t"), kSchema);
  EXPECT_EQ(*(*source)->read("t", RowIndex{0}, 10), kRows);
}

// Rows of many sizes, for which the server would find room in pages that it has filled before.
TEST_F(PostgresqlWriterTest, KeepsTheOrderOfTheRows) {
  server_->run("CREATE TABLE older (id BIGINT, text TEXT)");
  const model::Schema schema{{{"id", model::Type::kLong}, {"text", model::Type::kString}}};
  std::vector<Row> rows;
  for (int64_t i = 0; i < 3000; ++i) {
    rows.push_back({i, std::string(static_cast<size_t>(i * 7919 % 1500), 'x')});
  }
  auto writer = open();
  for (const char* table : {"made", "older"}) {
    ASSERT_TRUE(writer->begin_table(table, schema).ok());
    for (size_t at = 0; at < rows.size(); at += 500) {
      auto piece = rows.begin() + static_cast<std::ptrdiff_t>(at);
      ASSERT_TRUE(writer->write(std::vector<Row>(piece, piece + 500)).ok());
    }
  }
  ASSERT_TRUE(writer->commit().ok());
  auto source = open_postgresql_source(server_->address());
  for (const char* table : {"made", "older"}) {
    EXPECT_EQ(*(*source)->read(table, RowIndex{0}, 3000), rows) << table;
  }
}

TEST_F(PostgresqlWriterTest, ShowsNothingBeforeTheCommitAndTakesBackWhatHasNone) {
  {
    auto writer = open();
    ASSERT_TRUE(writer->begin_table("one", kSchema).ok());
    ASSERT_TRUE(writer->write(kRows).ok());
    EXPECT_TRUE((*open_postgresql_source(server_->address()))->tables().empty());
  }
  EXPECT_TRUE((*open_postgresql_source(server_->address()))->tables().empty());
}

TEST_F(PostgresqlWriterTest, FillsATableThatIsThereAndEmptyButNoOther) {
  server_->run("CREATE TABLE t (v VARCHAR(2))");
  const model::Schema schema{{{"v", model::Type::kString}}};
  {
    auto writer = open();
    ASSERT_TRUE(writer->begin_table("t", schema).ok());
    EXPECT_EQ(writer->write({{"too long"}}).code(), Code::kInvalidArgument);
  }
  auto writer = open();
  ASSERT_TRUE(writer->begin_table("t", schema).ok());
  ASSERT_TRUE(writer->write({{"ok"}}).ok());
  ASSERT_TRUE(writer->commit().ok());
  EXPECT_EQ(open()->begin_table("t", schema).code(), Code::kAlreadyExists);
}

}  // namespace
}  // namespace pinflow::source
