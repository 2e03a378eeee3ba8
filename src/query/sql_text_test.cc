#include "query/sql_text.h"

#include <gtest/gtest.h>

namespace pinflow::query {
namespace {

TEST(SqlText, QuotesDoubleTheirMark) {
  EXPECT_EQ(quote_name("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(quote_text("it's"), "'it''s'");
}

TEST(SqlText, ANameMayCarryASchema) {
  EXPECT_EQ(parse_qualified_name("silver.demo_pin").quoted(), "\"silver\".\"demo_pin\"");
  EXPECT_EQ(parse_qualified_name("pin").quoted(), "\"pin\"");
}

TEST(SqlText, TheSemicolonAndWhatFollowsAreLeftOut) {
  EXPECT_EQ(*one_statement("SELECT 1"), "SELECT 1");
  EXPECT_EQ(*one_statement("SELECT 1;"), "SELECT 1");
  EXPECT_EQ(*one_statement("-- a; b\nSELECT ';' /* ; */ ; \n -- done; \n"),
            "-- a; b\nSELECT ';' /* ; */ ");
  EXPECT_EQ(*one_statement("SELECT $$;$$, \"a;b\", 'it''s;' ;;"),
            "SELECT $$;$$, \"a;b\", 'it''s;' ");
  EXPECT_EQ(*one_statement("SELECT $x$ ; $$ $x$"), "SELECT $x$ ; $$ $x$");
}

TEST(SqlText, TwoStatementsAndNoneAreRefused) {
  EXPECT_EQ(one_statement("SELECT 1; SELECT 2").status().code(), Code::kInvalidArgument);
  EXPECT_EQ(one_statement("SELECT 1;;; x").status().code(), Code::kInvalidArgument);
  EXPECT_EQ(one_statement(" -- nothing\n;").status().code(), Code::kInvalidArgument);
  EXPECT_EQ(one_statement("").status().code(), Code::kInvalidArgument);
}

TEST(SqlText, PiecesAreTheTextAgain) {
  const std::string sql = "SELECT 'it''s', \"a\"\"b\" -- 'x\nFROM t_1 WHERE x>=1.5";
  std::string joined;
  std::vector<std::string_view> pieces = sql_pieces(sql);
  for (std::string_view piece : pieces) joined += piece;
  EXPECT_EQ(joined, sql);
  EXPECT_EQ(pieces.at(2), "'it''s'");
  EXPECT_EQ(pieces.at(5), "\"a\"\"b\"");
  EXPECT_EQ(pieces.at(7), "-- 'x\n");
}

}  // namespace
}  // namespace pinflow::query
