#include "source/mysql/mysql_source.h"

#include <gtest/gtest.h>

#include "source/mysql/connection.h"
#include "source/mysql/test_server.h"

namespace pinflow::source {
namespace {

class MysqlSourceTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* name = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = testing::TempDir() + "mysql_source_test_" + name;
    std::filesystem::remove_all(folder_);
    server_ = MariaDbTestServer::start(folder_);
    if (server_ == nullptr) GTEST_SKIP() << "no MariaDB: ./dev setup --tests installs one";
  }

  std::unique_ptr<RowSource> open() {
    auto source = open_mysql_source(server_->address());
    EXPECT_TRUE(source.ok()) << source.status().message();
    return source.ok() ? std::move(*source) : nullptr;
  }

  std::filesystem::path folder_;
  std::unique_ptr<MariaDbTestServer> server_;
};

TEST_F(MysqlSourceTest, ReadsNullsAndDeclaredTypes) {
  server_->run("CREATE TABLE t (a BIGINT, b INT, c FLOAT, d DATETIME(6), e TEXT, f DECIMAL(9,2))");
  server_->run(
      "INSERT INTO t VALUES (9007199254740993, 1, -89.9787, '2020-08-28 03:52:47', '\xE2\x9D\xA4',"
      " 1.5), (NULL, NULL, NULL, '2020-08-28 03:52:47.25', '', NULL)");
  auto source = open();
  auto rows = source->read("t", RowIndex{0}, 10);
  ASSERT_TRUE(rows.ok()) << rows.status().message();
  const Value null;
  EXPECT_EQ((*rows)[0], (Row{int64_t{9007199254740993}, int64_t{1}, -89.9787, "2020-08-28 03:52:47",
                             "\xE2\x9D\xA4", 1.5}));
  EXPECT_EQ((*rows)[1], (Row{null, null, null, "2020-08-28 03:52:47.250000", "", null}));
}

TEST_F(MysqlSourceTest, FollowsAKeyOfOneNumberWhateverItsGaps) {
  server_->run("CREATE TABLE t (id BIGINT UNSIGNED PRIMARY KEY, v INT)");
  server_->run("INSERT INTO t VALUES (9223372036854775000, 3), (10, 1), (20, 2)");
  auto source = open();
  EXPECT_EQ(std::get<int64_t>((*source->read("t", RowIndex{0}, 1)).at(0)[1]), 1);
  EXPECT_EQ(std::get<int64_t>((*source->read("t", RowIndex{1}, 1)).at(0)[1]), 2);  // Reads on.
  EXPECT_EQ(std::get<int64_t>((*source->read("t", RowIndex{2}, 1)).at(0)[1]), 3);
  EXPECT_EQ(std::get<int64_t>((*source->read("t", RowIndex{1}, 1)).at(0)[1]), 2);
}

TEST_F(MysqlSourceTest, ReadsTablesWhoseKeyIsTextOrOfTwoColumns) {
  server_->run("CREATE TABLE texts (name VARCHAR(9) PRIMARY KEY)");
  server_->run("CREATE TABLE pairs (a INT, b INT, PRIMARY KEY (a, b))");
  server_->run("INSERT INTO texts VALUES ('b'), ('a')");
  server_->run("INSERT INTO pairs VALUES (1, 1), (1, 2), (2, 1)");
  auto source = open();
  for (uint64_t row : {0, 1}) ASSERT_TRUE(source->read("texts", RowIndex{row}, 1).ok());
  std::vector<Row> pairs;
  for (uint64_t row : {0, 1, 2}) {
    pairs.push_back((*source->read("pairs", RowIndex{row}, 1)).at(0));
  }
  EXPECT_EQ(pairs,
            (std::vector<Row>{
                {int64_t{1}, int64_t{1}}, {int64_t{1}, int64_t{2}}, {int64_t{2}, int64_t{1}}}));
}

TEST_F(MysqlSourceTest, OpensAClosedConnectionAnew) {
  server_->run("CREATE TABLE t (v INT)");
  server_->run("INSERT INTO t VALUES (1)");
  auto source = open();
  for (const TextRow& process : server_->run("SELECT id FROM information_schema.processlist"
                                             " WHERE id <> CONNECTION_ID() AND db = 'rows'")) {
    server_->run("KILL " + *process[0]);
  }
  auto count = source->row_count("t");
  ASSERT_TRUE(count.ok()) << count.status().message();
  EXPECT_EQ(*count, 1u);
}

TEST_F(MysqlSourceTest, NamesADatabaseThatIsMissingAndAServerThatIsNotThere) {
  DatabaseAddress address = server_->address();
  address.database = "nowhere";
  const Status missing = open_mysql_source(address).status();
  EXPECT_EQ(missing.code(), Code::kNotFound);
  EXPECT_NE(missing.message().find("CREATE DATABASE"), std::string::npos) << missing.message();
  server_.reset();
  EXPECT_EQ(open_mysql_source(address).status().code(), Code::kUnavailable);
}

TEST_F(MysqlSourceTest, AsksForTlsAsTheAddressSays) {
  DatabaseAddress address = server_->address();  // This server has no certificate.
  address.ssl_mode = SslMode::kRequired;
  EXPECT_EQ(open_mysql_source(address).status().code(), Code::kDenied);
  address.ssl_mode = SslMode::kVerifyIdentity;
  EXPECT_EQ(open_mysql_source(address).status().code(), Code::kDenied);
  address.ssl_mode = SslMode::kPreferred;
  EXPECT_TRUE(open_mysql_source(address).ok());
}

}  // namespace
}  // namespace pinflow::source
