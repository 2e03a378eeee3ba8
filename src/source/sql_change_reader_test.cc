// The statements themselves: each is a range of the columns that an index is on.
#include "source/sql_change_reader.h"

#include <gtest/gtest.h>

#include "source/sql_connection_for_test.h"
#include "source/sql_source.h"

namespace pinflow::source {
namespace {

class SqlChangeReaderTest : public testing::Test {
 protected:
  ChangeReader& open(const std::string& own_key, bool is_number = true) {
    using enum model::Type;
    const model::Schema schema{{{"ind", kLong}, {"at", kTimestamp}}};
    source_ = open_sql_source("db", std::make_unique<ScriptedConnection>(&ran_, &answers_),
                              {{"t", schema, {"\"ind\"", "\"at\""}, own_key, is_number}});
    return *source_->changes();
  }

  std::vector<std::string> ran_;
  std::deque<std::vector<TextRow>> answers_;
  std::unique_ptr<RowSource> source_;
};

TEST_F(SqlChangeReaderTest, ReadsARangeOfTheKey) {
  ChangeReader& reader = open("\"id\"");
  answers_ = {{{"20"}}, {{"10", "1", "2024-05-01 10:00:00"}}};
  EXPECT_EQ(*reader.newest({"t"}), (ChangePlace{"", "20"}));
  const auto rows = reader.read_behind({"t"}, ChangePlace{"", "9"}, {"", "20"}, 5);
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ((*rows)[0].place, (ChangePlace{"", "10"}));
  EXPECT_EQ((*rows)[0].row, (Row{int64_t{1}, "2024-05-01 10:00:00"}));
  EXPECT_EQ(ran_, (std::vector<std::string>{
                      R"(SELECT max("id") FROM "t")",
                      R"(SELECT "id", "ind", "at" FROM "t" WHERE "id" > 9 AND "id" <= 20)"
                      R"( ORDER BY "id" LIMIT 5)"}));
}

TEST_F(SqlChangeReaderTest, ReadsARangeOfTheTimestampWithTheKeyWrittenOut) {
  ChangeReader& reader = open("\"id\"");
  ASSERT_TRUE(reader.read_behind({"t", "ind", "at"}, ChangePlace{"T1", "9"}, {"T2", "4"}, 5).ok());
  EXPECT_EQ(ran_[0], R"(SELECT "at", "ind", "ind", "at" FROM "t" WHERE "t"."at" >= 'T1' AND)"
                     R"( ("t"."at" > 'T1' OR "ind" > 9) AND "t"."at" <= 'T2' AND)"
                     R"( ("t"."at" < 'T2' OR "ind" <= 4) AND "ind" IS NOT NULL)"
                     R"( ORDER BY "t"."at", "ind" LIMIT 5)");
}

TEST_F(SqlChangeReaderTest, AsksForAColumnWhereTheTableHasNoKeyOfItsOwn) {
  for (const auto& [key, is_number] : {std::pair("", true), std::pair("ctid", false)}) {
    const Status status = open(key, is_number).check({"t"});
    EXPECT_EQ(status.code(), Code::kInvalidArgument);
    EXPECT_NE(status.message().find("'ind' holds such"), std::string::npos) << status.message();
  }
  EXPECT_TRUE(open("ctid", false).check({"t", "ind"}).ok());
}

TEST_F(SqlChangeReaderTest, TakesTheTablesOwnKeyByItsNameAndTrustsIt) {
  EXPECT_TRUE(open("\"id\"").check({"t", "id"}).ok());  // An invisible column, too.
  EXPECT_TRUE(ran_.empty());
}

}  // namespace
}  // namespace pinflow::source
