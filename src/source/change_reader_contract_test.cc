// What every ChangeReader promises, tried on each database that can be followed.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "source/change_reader.h"
#include "source/mysql/mysql_source.h"
#include "source/mysql/test_server.h"
#include "source/postgresql/postgresql_source.h"
#include "source/postgresql/test_server.h"
#include "source/sqlite/session.h"
#include "source/sqlite/sqlite_source.h"

namespace pinflow::source {
namespace {

// A database that others write to.
class Followed {
 public:
  virtual ~Followed() = default;
  virtual void run(const std::string& sql) = 0;
  virtual Result<std::unique_ptr<RowSource>> open() = 0;
};

class FollowedSqlite final : public Followed {
 public:
  explicit FollowedSqlite(const std::filesystem::path& folder) : file_(folder / "rows.db") {}
  void run(const std::string& sql) override {
    auto session = open_session(file_, SqliteMode::kWrite);
    ASSERT_TRUE(session.ok()) << session.status().message();
    **session << sql;
  }
  Result<std::unique_ptr<RowSource>> open() override { return open_sqlite_source(file_); }

 private:
  std::filesystem::path file_;
};

template <class Server, auto open_server_source>
class FollowedServer final : public Followed {
 public:
  explicit FollowedServer(std::unique_ptr<Server> server) : server_(std::move(server)) {}
  void run(const std::string& sql) override { server_->run(sql); }
  Result<std::unique_ptr<RowSource>> open() override {
    return open_server_source(server_->address());
  }

 private:
  std::unique_ptr<Server> server_;
};

using Start = std::unique_ptr<Followed> (*)(const std::filesystem::path& folder);

std::unique_ptr<Followed> start_followed_sqlite(const std::filesystem::path& folder) {
  return std::make_unique<FollowedSqlite>(folder);
}
// Null where no server is installed.
std::unique_ptr<Followed> start_followed_mysql(const std::filesystem::path& folder) {
  auto server = MariaDbTestServer::start(folder / "server");
  if (server == nullptr) return nullptr;
  return std::make_unique<FollowedServer<MariaDbTestServer, open_mysql_source>>(std::move(server));
}
std::unique_ptr<Followed> start_followed_postgresql(const std::filesystem::path& folder) {
  auto server = PostgresqlTestServer::start(folder / "server");
  if (server == nullptr) return nullptr;
  return std::make_unique<FollowedServer<PostgresqlTestServer, open_postgresql_source>>(
      std::move(server));
}

struct FollowedKind {
  const char* name;
  Start start;
};

class ChangeReaderContract : public testing::TestWithParam<FollowedKind> {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string("change_reader_contract_") + test->name();
    std::replace(name.begin(), name.end(), '/', '_');
    const std::filesystem::path folder = testing::TempDir() + name;
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    database_ = GetParam().start(folder);
    if (database_ == nullptr) GTEST_SKIP() << "no such server: ./dev setup --tests installs one";
    database_->run(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n BIGINT, note VARCHAR(20), at TIMESTAMP NULL)");
    database_->run("CREATE TABLE loose (a VARCHAR(20), b DOUBLE PRECISION)");
  }

  void insert(int64_t id, const std::string& at) {
    database_->run("INSERT INTO t VALUES (" + std::to_string(id) + ", " + std::to_string(id) +
                   ", 'new', " + (at.empty() ? "NULL" : "'" + at + "'") + ")");
  }

  ChangeReader& reader() {
    if (source_ == nullptr) {
      auto opened = database_->open();
      EXPECT_TRUE(opened.ok()) << opened.status().message();
      source_ = std::move(*opened);
    }
    return *source_->changes();
  }

  // The keys behind a place, which moves behind them.
  std::vector<std::string> read(const Follow& follow, std::optional<ChangePlace>* place,
                                size_t count = 100) {
    const auto newest = reader().newest(follow);
    EXPECT_TRUE(newest.ok()) << newest.status().message();
    std::vector<std::string> keys;
    if (!newest.ok() || !*newest) return keys;
    const auto rows = reader().read_behind(follow, *place, **newest, count);
    EXPECT_TRUE(rows.ok()) << rows.status().message();
    for (const ChangedRow& row : *rows) {
      EXPECT_EQ(row.row.size(), 4u);
      EXPECT_EQ(std::to_string(std::get<int64_t>(row.row[0])), row.place.key);
      keys.push_back(row.place.key);
      *place = row.place;
    }
    return keys;
  }

  using Keys = std::vector<std::string>;
  std::unique_ptr<Followed> database_;
  std::unique_ptr<RowSource> source_;
};

TEST_P(ChangeReaderContract, ReadsNewRowsByTheKeyEachOnce) {
  const Follow follow{"t"};
  ASSERT_TRUE(reader().check(follow).ok()) << reader().check(follow).message();
  std::optional<ChangePlace> place;
  EXPECT_EQ(read(follow, &place), Keys());
  for (int64_t id : {-3, 9, 10, 200}) insert(id, "");
  EXPECT_EQ(read(follow, &place, 3), (Keys{"-3", "9", "10"}));
  EXPECT_EQ(read(follow, &place, 3), Keys{"200"});
  insert(150, "");  // Behind what was read: a key that does not grow is not seen.
  insert(201, "");
  EXPECT_EQ(read(follow, &place), Keys{"201"});
  EXPECT_EQ(read(follow, &place), Keys());
}

TEST_P(ChangeReaderContract, ReadsNoFurtherThanItIsTold) {
  const Follow follow{"t", "n", "at"};
  for (int64_t id : {1, 2, 3}) insert(id, "2024-05-01 10:00:00");
  insert(4, "2024-05-01 10:00:01");
  const auto through = [&](const Follow& by, const ChangePlace& place) {
    return reader().read_behind(by, std::nullopt, place, 100)->size();
  };
  EXPECT_EQ(through(follow, {"2024-05-01 10:00:00", "2"}), 2u);
  EXPECT_EQ(through({"t"}, {"", "3"}), 3u);
}

TEST_P(ChangeReaderContract, ReadsChangedRowsByTheTimestampAndThenTheKey) {
  const Follow follow{"t", "", "at"};
  ASSERT_TRUE(reader().check(follow).ok()) << reader().check(follow).message();
  insert(2, "2024-05-01 10:00:00");
  insert(1, "2024-05-01 10:00:00");
  insert(3, "2024-05-01 09:59:59");
  std::optional<ChangePlace> place;
  EXPECT_EQ(read(follow, &place, 2), (Keys{"3", "1"}));  // The next one is of the same second.
  EXPECT_EQ(read(follow, &place, 2), Keys{"2"});
  EXPECT_EQ(read(follow, &place), Keys());
  database_->run("UPDATE t SET note = 'changed', at = '2024-05-01 10:00:05' WHERE id = 3");
  EXPECT_EQ(read(follow, &place), Keys{"3"});
}

TEST_P(ChangeReaderContract, GivesRowsAsTheSourceItselfDoes) {
  insert(1, "2024-05-01 10:00:00");
  const Follow follow{"t"};
  const auto changed = reader().read_behind(follow, std::nullopt, {"", "1"}, 1);
  ASSERT_TRUE(changed.ok()) << changed.status().message();
  EXPECT_EQ((*changed)[0].row, source_->read("t", RowIndex{0}, 1)->at(0));
}

TEST_P(ChangeReaderContract, PassesOverRowsWithoutAPlaceAndCountsThem) {
  const Follow follow{"t", "n", "at"};
  insert(1, "2024-05-01 10:00:00");
  insert(2, "");
  database_->run("INSERT INTO t VALUES (3, NULL, 'x', '2024-05-01 10:00:00')");
  std::optional<ChangePlace> place;
  EXPECT_EQ(read(follow, &place), Keys{"1"});
  EXPECT_EQ(*reader().count_without_place(follow), 2u);
  EXPECT_EQ(*reader().count_without_place({"t"}), 0u);
}

TEST_P(ChangeReaderContract, DoesNotLetARowOfTheFutureHideOthers) {
  const Follow follow{"t", "", "at"};
  insert(1, "2037-01-01 00:00:00");
  insert(2, "2024-05-01 10:00:00");
  std::optional<ChangePlace> place;
  EXPECT_EQ(read(follow, &place), Keys{"2"});
  insert(3, "2024-05-01 10:00:01");
  EXPECT_EQ(read(follow, &place), Keys{"3"});
}

TEST_P(ChangeReaderContract, SaysWhyATableCannotBeFollowed) {
  insert(1, "");
  insert(2, "");
  database_->run("UPDATE t SET n = 7");
  const auto why = [&](const Follow& follow) {
    const Status status = reader().check(follow);
    EXPECT_TRUE(status.code() == Code::kInvalidArgument || follow.table == "tt");
    return status.message();
  };
  EXPECT_NE(why({"tt"}).find("did you mean 't'?"), std::string::npos) << why({"tt"});
  EXPECT_NE(why({"t", "ids"}).find("no column 'ids'; did you mean 'id'?"), std::string::npos)
      << why({"t", "ids"});
  EXPECT_NE(why({"t", "note"}).find("'note' holds no whole numbers; of whole numbers: 'id', 'n'"),
            std::string::npos)
      << why({"t", "note"});
  EXPECT_NE(why({"t", "", "n"}).find("'n' holds no timestamps; of timestamps: 'at'"),
            std::string::npos)
      << why({"t", "", "n"});
  EXPECT_NE(why({"t", "n"}).find("7 stands in several rows"), std::string::npos) << why({"t", "n"});
}

INSTANTIATE_TEST_SUITE_P(StandIns, ChangeReaderContract,
                         testing::Values(FollowedKind{"sqlite", start_followed_sqlite},
                                         FollowedKind{"mysql", start_followed_mysql},
                                         FollowedKind{"postgresql", start_followed_postgresql}),
                         [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace pinflow::source
