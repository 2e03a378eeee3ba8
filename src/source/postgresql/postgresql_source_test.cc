#include "source/postgresql/postgresql_source.h"

#include <gtest/gtest.h>

#include "source/postgresql/connection.h"
#include "source/postgresql/test_server.h"

namespace pinflow::source {
namespace {

class PostgresqlSourceTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* name = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = testing::TempDir() + "postgresql_source_test_" + name;
    std::filesystem::remove_all(folder_);
    server_ = PostgresqlTestServer::start(folder_);
    if (server_ == nullptr) GTEST_SKIP() << "no PostgreSQL: ./dev setup --tests installs one";
  }

  std::unique_ptr<RowSource> open() {
    auto source = open_postgresql_source(server_->address());
    EXPECT_TRUE(source.ok()) << source.status().message();
    return source.ok() ? std::move(*source) : nullptr;
  }

  std::filesystem::path folder_;
  std::unique_ptr<PostgresqlTestServer> server_;
};

TEST_F(PostgresqlSourceTest, ReadsNullsAndDeclaredTypes) {
  server_->run(
      "CREATE TABLE t (a BIGINT, b BOOLEAN, c REAL, d TIMESTAMP, e TEXT, f NUMERIC(9,2),"
      " g TIMESTAMPTZ, h DATE, i BYTEA, j UUID)");
  server_->run(
      "INSERT INTO t VALUES (9007199254740993, true, 1.25, '2020-08-28 03:52:47',"
      " '\xE2\x9D\xA4', 1.5, '2020-08-28 03:52:47+02', '2020-08-28', '\\x00ff27',"
      " '00000000-0000-0000-0000-000000000001'), (NULL, NULL, NULL,"
      " '2020-08-28 03:52:47.25', '', NULL, NULL, NULL, NULL, NULL)");
  auto source = open();
  auto rows = source->read("t", RowIndex{0}, 10);
  ASSERT_TRUE(rows.ok()) << rows.status().message();
  const Value null;
  EXPECT_EQ((*rows)[0], (Row{int64_t{9007199254740993}, int64_t{1}, 1.25, "2020-08-28 03:52:47",
                             "\xE2\x9D\xA4", 1.5, "2020-08-28 01:52:47", "2020-08-28",
                             std::string("\0\xFF'", 3), "00000000-0000-0000-0000-000000000001"}));
  EXPECT_EQ((*rows)[1],
            (Row{null, null, null, "2020-08-28 03:52:47.25", "", null, null, null, null, null}));
  using enum model::Type;
  auto type = [&](size_t column) { return source->schema("t")->columns[column].type; };
  EXPECT_EQ(type(1), kBoolean);
  EXPECT_EQ(type(6), kTimestamp);
  EXPECT_EQ(type(8), kBinary);
}

TEST_F(PostgresqlSourceTest, FollowsAKeyOfOneNumberWhateverItsGaps) {
  server_->run("CREATE TABLE t (id BIGINT PRIMARY KEY, v INT)");
  server_->run("INSERT INTO t VALUES (9223372036854775000, 3), (10, 1), (20, 2)");
  auto source = open();
  for (int64_t row : {0, 1, 2, 1}) {
    auto read = source->read("t", RowIndex{static_cast<uint64_t>(row)}, 1);
    EXPECT_EQ(std::get<int64_t>(read->at(0)[1]), row + 1);
  }
}

// Over many pages, at whose ends the place of a row changes.
TEST_F(PostgresqlSourceTest, ReadsTablesWithoutSuchAKeyAsTheyLie) {
  server_->run("CREATE TABLE t (name TEXT PRIMARY KEY, n INT)");
  server_->run("INSERT INTO t SELECT (5000 - i)::text, i FROM generate_series(0, 4999) i");
  server_->run("DELETE FROM t WHERE n % 1000 = 7");
  auto source = open();
  std::vector<Row> joined;
  for (uint64_t first = 0; first < 4995; first += 999) {
    auto piece = source->read("t", RowIndex{first}, 999);
    joined.insert(joined.end(), piece->begin(), piece->end());
  }
  ASSERT_EQ(joined.size(), 4995u);
  for (size_t i = 1; i < joined.size(); ++i) {
    ASSERT_LT(std::get<int64_t>(joined[i - 1][1]), std::get<int64_t>(joined[i][1]));
  }
  EXPECT_EQ((*source->read("t", RowIndex{1234}, 1))[0], joined[1234]);
}

TEST_F(PostgresqlSourceTest, TakesAPartitionedTableForOneAndNoViews) {
  server_->run("CREATE TABLE p (k INT, v TEXT) PARTITION BY RANGE (k)");
  server_->run("CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)");
  server_->run("CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20)");
  server_->run("CREATE VIEW seen AS SELECT * FROM p");
  server_->run("INSERT INTO p VALUES (1, 'a'), (11, 'b')");
  auto source = open();
  EXPECT_EQ(source->tables(), std::vector<std::string>{"p"});
  EXPECT_EQ(source->read("p", RowIndex{0}, 1)->size(), 1u);
  EXPECT_EQ(source->read("p", RowIndex{1}, 5)->size(), 1u);
}

TEST_F(PostgresqlSourceTest, OpensAClosedConnectionAnew) {
  server_->run("CREATE TABLE t (v INT)");
  server_->run("INSERT INTO t VALUES (1)");
  auto source = open();
  server_->run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
      " WHERE datname = 'rows' AND pid <> pg_backend_pid()");
  auto count = source->row_count("t");
  ASSERT_TRUE(count.ok()) << count.status().message();
  EXPECT_EQ(*count, 1u);
}

TEST_F(PostgresqlSourceTest, NamesADatabaseThatIsMissingAndAServerThatIsNotThere) {
  DatabaseAddress address = server_->address();
  address.database = "nowhere";
  const Status missing = open_postgresql_source(address).status();
  EXPECT_EQ(missing.code(), Code::kNotFound) << missing.message();
  EXPECT_NE(missing.message().find("CREATE DATABASE"), std::string::npos) << missing.message();
  server_.reset();
  EXPECT_EQ(open_postgresql_source(address).status().code(), Code::kUnavailable);
}

TEST_F(PostgresqlSourceTest, AsksForTlsAsTheAddressSays) {
  DatabaseAddress address = server_->address();  // This server has no certificate.
  for (SslMode mode : {SslMode::kRequired, SslMode::kVerifyIdentity}) {
    address.ssl_mode = mode;
    EXPECT_EQ(open_postgresql_source(address).status().code(), Code::kDenied);
  }
  address.ssl_mode = SslMode::kPreferred;
  EXPECT_TRUE(open_postgresql_source(address).ok());
}

}  // namespace
}  // namespace pinflow::source
