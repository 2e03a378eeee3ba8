#include "source/mysql/mysql_writer.h"

#include <gtest/gtest.h>

#include "source/mysql/mysql_source.h"
#include "source/mysql/test_server.h"

namespace pinflow::source {
namespace {

const model::Schema kSchema{{{"id", model::Type::kLong},
                             {"share", model::Type::kDouble},
                             {"a `quoted` name", model::Type::kString},
                             {"at", model::Type::kTimestamp}}};
const std::vector<Row> kRows = {
    {int64_t{1}, 0.1, "it's \\ \"007\"\n\xF0\x9F\x98\x80", "2020-01-01 00:00:00"},
    {std::monostate(), std::monostate(), std::monostate(), std::monostate()}};

class MysqlWriterTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* name = testing::UnitTest::GetInstance()->current_test_info()->name();
    const std::filesystem::path folder = testing::TempDir() + "mysql_writer_test_" + name;
    std::filesystem::remove_all(folder);
    server_ = MariaDbTestServer::start(folder);
    if (server_ == nullptr) GTEST_SKIP() << "no MariaDB: ./dev setup --tests installs one";
  }

  std::unique_ptr<TableWriter> open() {
    auto writer = open_mysql_writer(server_->address());
    EXPECT_TRUE(writer.ok()) << writer.status().message();
    return writer.ok() ? std::move(*writer) : nullptr;
  }

  std::unique_ptr<MariaDbTestServer> server_;
};

TEST_F(MysqlWriterTest, KeepsTypesAndNullsAndAnyText) {
  auto writer = open();
  ASSERT_TRUE(writer->begin_table("t", kSchema).ok());
  const Status written = writer->write(kRows);
  ASSERT_TRUE(written.ok()) << written.message();
  ASSERT_TRUE(writer->write({}).ok());
  ASSERT_TRUE(writer->commit().ok());
  auto source = open_mysql_source(server_->address());
  EXPECT_EQ(*(*source)->schema("t"), kSchema);
  EXPECT_EQ(*(*source)->read("t", RowIndex{0}, 10), kRows);
  // What `SELECT *` gives other clients: the key that was added does not show.
  EXPECT_EQ(server_->run("SELECT * FROM t LIMIT 0, 1")[0].size(), kSchema.columns.size());
}

TEST_F(MysqlWriterTest, ShowsNoRowBeforeTheCommitAndTakesBackWhatHasNone) {
  {
    auto writer = open();
    ASSERT_TRUE(writer->begin_table("one", kSchema).ok());
    ASSERT_TRUE(writer->write(kRows).ok());
    ASSERT_TRUE(writer->begin_table("two", kSchema).ok());
    EXPECT_EQ(server_->run("SELECT count(*) FROM one")[0][0], "0");
  }
  EXPECT_TRUE((*open_mysql_source(server_->address()))->tables().empty());
}

TEST_F(MysqlWriterTest, FillsATableThatIsThereAndEmptyButNoOther) {
  server_->run("CREATE TABLE t (id BIGINT, share FLOAT, `a ``quoted`` name` TEXT, at DATETIME)");
  auto writer = open();
  ASSERT_TRUE(writer->begin_table("t", kSchema).ok());
  ASSERT_TRUE(writer->write(kRows).ok());
  ASSERT_TRUE(writer->commit().ok());
  EXPECT_EQ(open()->begin_table("t", kSchema).code(), Code::kAlreadyExists);
  EXPECT_EQ(server_->run("SELECT count(*) FROM t")[0][0], "2");
}

TEST_F(MysqlWriterTest, RefusesATextThatItsColumnWouldCut) {
  server_->run("CREATE TABLE t (id BIGINT, share FLOAT, `a ``quoted`` name` CHAR(2), at DATETIME)");
  auto writer = open();
  ASSERT_TRUE(writer->begin_table("t", kSchema).ok());
  EXPECT_EQ(writer->write(kRows).code(), Code::kInvalidArgument);
}

TEST_F(MysqlWriterTest, WritesMoreThanOneStatementHolds) {
  const model::Schema schema{{{"text", model::Type::kString}}};
  const std::vector<Row> rows(30, Row{std::string(100'000, 'x')});
  auto writer = open();
  ASSERT_TRUE(writer->begin_table("t", schema).ok());
  ASSERT_TRUE(writer->write(rows).ok());
  ASSERT_TRUE(writer->commit().ok());
  EXPECT_EQ(server_->run("SELECT count(*), sum(length(text)) FROM t")[0],
            (TextRow{"30", "3000000"}));
}

}  // namespace
}  // namespace pinflow::source
