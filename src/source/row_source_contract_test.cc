// What every RowSource promises. A new stand-in is done when its line is in kStandIns and this
// file passes.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "base/promise_for_test.h"
#include "source/generator/generator.h"
#include "source/load.h"
#include "source/mysql/mysql_source.h"
#include "source/mysql/mysql_writer.h"
#include "source/mysql/test_server.h"
#include "source/postgresql/postgresql_source.h"
#include "source/postgresql/postgresql_writer.h"
#include "source/postgresql/test_server.h"
#include "source/row_source_promises.h"
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
Opened open_sqlite(Place& place) { return open_sqlite_source(place.folder / "rows.db"); }
Opened open_mysql(Place& place) { return open_mysql_source(place.server->address()); }
Opened open_postgresql(Place& place) { return open_postgresql_source(place.postgresql->address()); }

Opened fill_sqlite(Place& place) {
  TRY_ASSIGN(auto generator, open_generator(kDescription));
  TRY(load(*generator, LoadFormat::kSqlite, place.folder / "rows.db"));
  return open_sqlite(place);
}

// Null where no server is installed.
Opened fill_mysql(Place& place) {
  place.server = MariaDbTestServer::start(place.folder / "server");
  if (place.server == nullptr) return std::unique_ptr<RowSource>();
  TRY_ASSIGN(auto generator, open_generator(kDescription));
  TRY_ASSIGN(auto writer, open_mysql_writer(place.server->address()));
  TRY(load(*generator, writer.get()));
  return open_mysql(place);
}

Opened fill_postgresql(Place& place) {
  place.postgresql = PostgresqlTestServer::start(place.folder / "server");
  if (place.postgresql == nullptr) return std::unique_ptr<RowSource>();
  TRY_ASSIGN(auto generator, open_generator(kDescription));
  TRY_ASSIGN(auto writer, open_postgresql_writer(place.postgresql->address()));
  TRY(load(*generator, writer.get()));
  return open_postgresql(place);
}

struct StandIn {
  const char* name;
  Opened (*fill)(Place& place);
  Opened (*open)(Place& place);  // Anew.
};
constexpr StandIn kStandIns[] = {{"generator", open_the_generator, open_the_generator},
                                 {"sqlite", fill_sqlite, open_sqlite},
                                 {"mysql", fill_mysql, open_mysql},
                                 {"postgresql", fill_postgresql, open_postgresql}};

// The databases of these tests are filled once for each test.
std::unique_ptr<RowSource> open_filled(const StandIn& stand_in, Place* place) {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  std::string name = std::string("row_source_contract_") + test->name();
  std::replace(name.begin(), name.end(), '/', '_');
  place->folder = testing::TempDir() + name;
  std::filesystem::remove_all(place->folder);
  std::filesystem::create_directories(place->folder);
  auto opened = stand_in.fill(*place);
  EXPECT_TRUE(opened.ok()) << opened.status().message();
  return opened.ok() ? std::move(*opened) : nullptr;
}
constexpr const char* kNoServer = "no such server: ./dev setup --tests installs one";

using Case = std::tuple<StandIn, Promise<RowSourcePlace>>;

class RowSourceContract : public testing::TestWithParam<Case> {};

TEST_P(RowSourceContract, IsKept) {
  const auto& [stand_in, promise] = GetParam();
  Place place;
  if (open_filled(stand_in, &place) == nullptr) GTEST_SKIP() << kNoServer;
  const Outcome outcome = promise.keep({[&] { return stand_in.open(place); }});
  EXPECT_EQ(outcome.state(), Outcome::State::kKept) << outcome.why();
}

// What holds of tables that are known.
class RowSourceContent : public testing::TestWithParam<StandIn> {
 protected:
  void SetUp() override {
    source_ = open_filled(GetParam(), &place_);
    if (source_ == nullptr) GTEST_SKIP() << kNoServer;
  }

  Place place_;
  std::unique_ptr<RowSource> source_;
};

TEST_P(RowSourceContent, HasTheTablesAndTheirTypedColumns) {
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

TEST_P(RowSourceContent, IsTheSameInEveryStandIn) {
  auto generator = open_generator(kDescription);
  const auto rows = source_->read("posts", RowIndex{0}, 50);
  ASSERT_TRUE(rows.ok()) << rows.status().message();
  EXPECT_EQ(*rows, *(*generator)->read("posts", RowIndex{0}, 50));
  EXPECT_EQ(std::get<int64_t>((*rows)[33][0]), 33);
}

TEST_P(RowSourceContent, LeavesOutWhatIsPastTheEnd) {
  EXPECT_EQ(source_->read("posts", RowIndex{1'000'000}, 1)->size(), 0u);
  EXPECT_EQ(source_->row_count("posts; DROP TABLE posts").status().code(), Code::kNotFound);
  EXPECT_EQ(*source_->row_count("posts"), 50u);
}

std::string name_of(const testing::TestParamInfo<Case>& made) {
  return test_name(std::get<0>(made.param).name, std::get<1>(made.param).sentence);
}
INSTANTIATE_TEST_SUITE_P(Promises, RowSourceContract,
                         testing::Combine(testing::ValuesIn(kStandIns),
                                          testing::ValuesIn(row_source_promises())),
                         name_of);
INSTANTIATE_TEST_SUITE_P(StandIns, RowSourceContent, testing::ValuesIn(kStandIns),
                         [](const auto& stand_in) { return stand_in.param.name; });

}  // namespace
}  // namespace pinflow::source
