#include "source/sql_source.h"

#include <gtest/gtest.h>

#include "source/sql_connection_for_test.h"

namespace pinflow::source {
namespace {

using Statements = std::vector<std::string>;

class SqlSourceTest : public testing::Test {
 protected:
  std::unique_ptr<RowSource> open(CatalogueTable table) {
    return open_sql_source("db", std::make_unique<ScriptedConnection>(&ran_, &answers_),
                           {std::move(table)});
  }

  const model::Schema schema_{{{"v", model::Type::kLong}}};
  Statements ran_;
  std::deque<std::vector<TextRow>> answers_;
};

TEST_F(SqlSourceTest, ReadsOnBehindTheLastKeyAndSkipsRowsOtherwise) {
  auto source = open({"t", schema_, {"\"v\""}, "\"id\""});
  answers_ = {{{"10", "1"}, {"20", "2"}}, {{"30", "3"}}, {}};
  EXPECT_EQ(source->read("t", RowIndex{0}, 2)->size(), 2u);
  EXPECT_EQ(*source->read("t", RowIndex{2}, 2), std::vector<Row>{{int64_t{3}}});
  EXPECT_TRUE(source->read("t", RowIndex{7}, 1)->empty());
  EXPECT_EQ(ran_, (Statements{R"(SELECT "id", "v" FROM "t" ORDER BY "id" LIMIT 2 OFFSET 0)",
                              R"(SELECT "id", "v" FROM "t" WHERE "id" > 20 ORDER BY "id" LIMIT 2)",
                              R"(SELECT "id", "v" FROM "t" ORDER BY "id" LIMIT 1 OFFSET 7)"}));
}

TEST_F(SqlSourceTest, AsksForNoOrderThatTheServerKeeps) {
  auto source = open({"t", schema_, {"\"v\""}, "ctid", false, true});
  answers_ = {{{"(0,1)", "1"}}, {}};
  ASSERT_TRUE(source->read("t", RowIndex{0}, 1).ok());
  ASSERT_TRUE(source->read("t", RowIndex{1}, 1).ok());
  EXPECT_EQ(ran_, (Statements{"SELECT ctid, \"v\" FROM \"t\" LIMIT 1 OFFSET 0",
                              "SELECT ctid, \"v\" FROM \"t\" WHERE ctid > '(0,1)' LIMIT 1"}));
}

TEST_F(SqlSourceTest, RefusesANumberThatItCannotHold) {
  auto source = open({"t", schema_, {"\"v\""}});
  answers_ = {{{"18446744073709551615"}}};
  const Status refused = source->read("t", RowIndex{0}, 1).status();
  EXPECT_EQ(refused.code(), Code::kInvalidArgument);
  EXPECT_TRUE(refused.message().starts_with("db: t: a number")) << refused.message();
}

TEST(QuoteBetween, DoublesTheMarksWithin) { EXPECT_EQ(quote_between('"', "a\"b"), "\"a\"\"b\""); }

}  // namespace
}  // namespace pinflow::source
