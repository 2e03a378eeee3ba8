#include "query/duckdb/select_lineage.h"

#include <gtest/gtest.h>

#include "query/duckdb/duckdb_engine.h"
#include "query/engine.h"

namespace pinflow::query {
namespace {

using model::Type;

std::string in_words(Made made) {
  if (made == Made::kCopied) return "copied";
  return made == Made::kComputed ? "computed" : "aggregated";
}

std::string in_words(Influence influence) {
  constexpr const char* kWords[] = {"join", "filter", "group", "window", "sort"};
  return kWords[static_cast<int>(influence)];
}

// "name: aggregated t.a t.b" for each column, then "filter t.c" for each influence.
std::string in_words(const Result<Lineage>& lineage) {
  if (!lineage.ok()) return lineage.status().message();
  std::string text;
  for (const Lineage::Column& column : lineage->columns) {
    text += column.name + ": " + in_words(column.made);
    for (const SourceColumn& source : column.from) text += " " + source.table + "." + source.column;
    text += "\n";
  }
  for (const auto& [influence, source] : lineage->influences) {
    text += in_words(influence) + " " + source.table + "." + source.column + "\n";
  }
  return text;
}

class SelectLineage : public testing::Test {
 protected:
  void SetUp() override {
    const model::Schema numbers{{{"id", Type::kLong}, {"n", Type::kLong}, {"kind", Type::kString}}};
    ASSERT_TRUE(session_->bind_empty("t", numbers).ok());
    ASSERT_TRUE(session_->bind_empty("silver.u", numbers).ok());
  }
  std::string tell(const char* select) { return in_words(session_->lineage(select)); }

  std::unique_ptr<Engine> engine_ = std::move(*open_duckdb_engine({}));
  std::unique_ptr<Session> session_ = std::move(*engine_->open_session());
};

TEST_F(SelectLineage, TellsWhatIsCopiedComputedAndAggregated) {
  EXPECT_EQ(tell("SELECT id, n + 1 AS more, 7 AS seven FROM t WHERE kind = 'a'"),
            "id: copied t.id\nmore: computed t.n\nseven: computed\nfilter t.kind\n");
  EXPECT_EQ(tell("SELECT kind, max(n) AS best, count(*) AS count FROM t GROUP BY kind ORDER BY 2"),
            "kind: copied t.kind\nbest: aggregated t.n\ncount: aggregated\n"
            "group t.kind\nsort t.n\n");
}

TEST_F(SelectLineage, FollowsNamesThroughSubqueriesWithAndJoins) {
  EXPECT_EQ(tell("WITH best AS (SELECT kind AS k, max(n) AS top FROM t GROUP BY 1)"
                 " SELECT u.id, b.top AS value FROM silver.u JOIN best b ON b.k = u.kind"),
            "id: copied silver.u.id\nvalue: aggregated t.n\n"
            "join silver.u.kind\njoin t.kind\ngroup t.kind\n");
  EXPECT_EQ(tell("SELECT x.id, (SELECT max(n) FROM silver.u WHERE u.id = x.id) AS top"
                 " FROM (SELECT id FROM t) AS x"),
            "id: copied t.id\ntop: aggregated silver.u.n\nfilter silver.u.id\nfilter t.id\n");
}

TEST_F(SelectLineage, KnowsWhatAStarStandsFor) {
  EXPECT_EQ(tell("SELECT * EXCLUDE (kind) REPLACE (n + 1 AS n) FROM t"),
            "id: copied t.id\nn: computed t.n\n");
  EXPECT_EQ(tell("SELECT u.*, t.n FROM t JOIN silver.u AS u USING (id)"),
            "id: copied silver.u.id\nn: copied silver.u.n\nkind: copied silver.u.kind\n"
            "n: copied t.n\njoin silver.u.id\njoin t.id\n");
}

TEST_F(SelectLineage, CountsWindowsAndConditionsOfAggregatesAsInfluences) {
  EXPECT_EQ(tell("SELECT rank() OVER (PARTITION BY kind ORDER BY n) AS place FROM t"),
            "place: computed\nwindow t.kind\nwindow t.n\n");
  EXPECT_EQ(tell("SELECT sum(n) FILTER (WHERE kind = 'a') AS total FROM t"),
            "total: aggregated t.n\nfilter t.kind\n");
}

TEST_F(SelectLineage, PutsTheSidesOfAUnionTogether) {
  EXPECT_EQ(tell("SELECT id FROM t UNION ALL SELECT n FROM silver.u"),
            "id: copied silver.u.n t.id\n");
}

TEST_F(SelectLineage, PassesOverTheVariablesOfLambdas) {
  EXPECT_EQ(tell("SELECT list_transform([n], lambda x: x + 1) AS more FROM t"),
            "more: computed t.n\n");
}

TEST_F(SelectLineage, SaysWhatItCannotTell) {
  EXPECT_NE(tell("SELECT COLUMNS('i.*') FROM t").find("COLUMNS"), std::string::npos);
  EXPECT_EQ(session_->lineage("SELECT missing FROM t").status().code(), Code::kInvalidArgument);
  EXPECT_EQ(session_->lineage("DROP VIEW t").status().code(), Code::kInvalidArgument);
}

TEST_F(SelectLineage, NamesTablesOfWhichNoColumnIsUsed) {
  EXPECT_EQ(session_->lineage("SELECT count(*) AS n FROM t, silver.u")->tables,
            (std::set<std::string>{"silver.u", "t"}));
}

}  // namespace
}  // namespace pinflow::query
