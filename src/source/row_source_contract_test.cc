// What every RowSource promises. A new stand-in is done when its line is in kStandIns and this
// file passes.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "source/generator/generator.h"
#include "source/load.h"
#include "source/mysql/mysql_source.h"
#include "source/mysql/mysql_writer.h"
#include "source/mysql/test_server.h"
#include "source/postgresql/postgresql_source.h"
#include "source/postgresql/postgresql_writer.h"
#include "source/postgresql/test_server.h"
#include "source/row_source.h"
#include "source/sqlite/sqlite_source.h"

namespace pinflow::source {
namespace {

constexpr std::string_view kDescription = R"({
  "rows": 50, "seed": 4,
  "blocks": [{"name": "a", "begin": 0, "words": ["x"]}, {"name": "b", "begin": 20, "words": ["y"]}],
  "groups": {"largest_share": 0.1, "sizes": [[1, 1]]},
  "texts": {"word": ["it's", "\"so\"", "\u2764, yes\n"]},
  "tables": [
    {"name": "posts", "columns": [
      {"name": "index", "make": "index"},
      {"name": "a \"quoted\" column", "make": "text", "text": "{word} {block}"},
      {"name": "where", "make": "number", "least": -90, "most": 90, "digits": 6},
      {"name": "when", "make": "timestamp", "least": "2017-10-20 09:27:16",
       "most": "2022-10-18 01:55:01"}]},
    {"name": "the people", "columns": [{"name": "ind", "make": "index"}]}],
  "combinations": [{"weight": 1, "set": {}}],
  "anchors": []})";

using Opened = Result<std::unique_ptr<RowSource>>;

// What a stand-in is opened with; a server lives as long as the test.
struct Place {
  std::filesystem::path folder;
  std::unique_ptr<MariaDbTestServer> server;
  std::unique_ptr<PostgresqlTestServer> postgresql;
};

Opened open_the_generator(Place&) { return open_generator(kDescription); }

Opened open_sqlite(Place& place) {
  const std::filesystem::path& folder = place.folder;
  TRY_ASSIGN(auto generator, open_generator(kDescription));
  TRY(load(*generator, LoadFormat::kSqlite, folder / "rows.db"));
  return open_sqlite_source(folder / "rows.db");
}

// Null where no server is installed.
Opened open_mysql(Place& place) {
  place.server = MariaDbTestServer::start(place.folder / "server");
  if (place.server == nullptr) return std::unique_ptr<RowSource>();
  TRY_ASSIGN(auto generator, open_generator(kDescription));
  TRY_ASSIGN(auto writer, open_mysql_writer(place.server->address()));
  TRY(load(*generator, writer.get()));
  return open_mysql_source(place.server->address());
}

Opened open_postgresql(Place& place) {
  place.postgresql = PostgresqlTestServer::start(place.folder / "server");
  if (place.postgresql == nullptr) return std::unique_ptr<RowSource>();
  TRY_ASSIGN(auto generator, open_generator(kDescription));
  TRY_ASSIGN(auto writer, open_postgresql_writer(place.postgresql->address()));
  TRY(load(*generator, writer.get()));
  return open_postgresql_source(place.postgresql->address());
}

struct StandIn {
  const char* name;
  Opened (*open)(Place& place);
};
constexpr StandIn kStandIns[] = {{"generator", open_the_generator},
                                 {"sqlite", open_sqlite},
                                 {"mysql", open_mysql},
                                 {"postgresql", open_postgresql}};

class RowSourceContract : public testing::TestWithParam<StandIn> {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string("row_source_contract_") + test->name();
    std::replace(name.begin(), name.end(), '/', '_');
    const std::filesystem::path folder = testing::TempDir() + name;
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    place_.folder = folder;
    auto opened = GetParam().open(place_);
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    source_ = std::move(*opened);
    if (source_ == nullptr) GTEST_SKIP() << "no such server: ./dev setup --tests installs one";
  }

  std::vector<Row> read(std::string_view table, uint64_t first, size_t count) {
    auto rows = source_->read(table, RowIndex{first}, count);
    EXPECT_TRUE(rows.ok()) << rows.status().message();
    return rows.ok() ? *rows : std::vector<Row>();
  }

  Place place_;
  std::unique_ptr<RowSource> source_;
};

TEST_P(RowSourceContract, NamesItsTablesAndTheirTypedColumns) {
  EXPECT_EQ(source_->tables(), (std::vector<std::string>{"posts", "the people"}));
  using enum model::Type;
  const model::Schema expected{{{"index", kLong},
                                {"a \"quoted\" column", kString},
                                {"where", kDouble},
                                {"when", kTimestamp}}};
  EXPECT_EQ(*source_->schema("posts"), expected);
  EXPECT_EQ(*source_->row_count("posts"), 50u);
  EXPECT_EQ(*source_->row_count("the people"), 50u);
}

TEST_P(RowSourceContract, ReadsTheSameRowsInAnyPieces) {
  const std::vector<Row> all = read("posts", 0, 50);
  ASSERT_EQ(all.size(), 50u);
  for (size_t piece : {1, 7, 49}) {
    std::vector<Row> joined;
    for (uint64_t first = 0; first < 50; first += piece) {
      for (Row& row : read("posts", first, piece)) joined.push_back(std::move(row));
    }
    EXPECT_EQ(joined, all) << piece;
  }
  EXPECT_EQ(read("posts", 33, 1)[0], all[33]);
  EXPECT_EQ(read("posts", 3, 1)[0], all[3]);
  EXPECT_EQ(std::get<int64_t>(all[33][0]), 33);
}

TEST_P(RowSourceContract, GivesEveryStandInTheSameValues) {
  auto generator = open_generator(kDescription);
  EXPECT_EQ(read("posts", 0, 50), *(*generator)->read("posts", RowIndex{0}, 50));
}

TEST_P(RowSourceContract, EndsAtTheLastRow) {
  EXPECT_EQ(read("posts", 45, 100).size(), 5u);
  EXPECT_EQ(read("posts", 50, 1).size(), 0u);
  EXPECT_EQ(read("posts", 1'000'000, 1).size(), 0u);
  EXPECT_EQ(read("posts", 3, 0).size(), 0u);
}

TEST_P(RowSourceContract, RefusesATableThatIsNotThere) {
  for (const char* name : {"postz", "", "posts; DROP TABLE posts", "\"posts\""}) {
    EXPECT_EQ(source_->schema(name).status().code(), Code::kNotFound);
    EXPECT_EQ(source_->row_count(name).status().code(), Code::kNotFound);
    EXPECT_EQ(source_->read(name, RowIndex{0}, 1).status().code(), Code::kNotFound);
  }
  EXPECT_NE(source_->schema("postz").status().message().find("did you mean 'posts'"),
            std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(StandIns, RowSourceContract, testing::ValuesIn(kStandIns),
                         [](const auto& stand_in) { return stand_in.param.name; });

}  // namespace
}  // namespace pinflow::source
