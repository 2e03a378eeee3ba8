#include "query/duckdb/lineage_scope.h"

#include <gtest/gtest.h>

namespace pinflow::query {
namespace {

Origin of(const char* column) { return {{{"t", column}}, Made::kCopied}; }

TEST(LineageScope, FindsAColumnByItsNameOrItsTablesInAnyCase) {
  LineageScope scope;
  scope.relations = {{"T", {{"Id", of("id")}}}, {"u", {{"id", of("other")}, {"n", of("n")}}}};
  EXPECT_EQ(scope.find({"id"})->from, of("id").from);
  EXPECT_EQ(scope.find({"U", "ID"})->from, of("other").from);
  EXPECT_EQ(scope.find({"silver", "u", "n", "field"})->from, of("n").from);
  EXPECT_EQ(scope.find({"missing"}), nullptr);
}

TEST(LineageScope, AsksTheAnswerAndThenTheSelectAroundIt) {
  LineageScope outer;
  outer.relations = {{"t", {{"id", of("id")}}}};
  LineageScope inner{&outer};
  inner.answer = {{"best", of("n")}};
  EXPECT_EQ(inner.find({"best"})->from, of("n").from);
  EXPECT_EQ(inner.find({"t", "id"})->from, of("id").from);
}

TEST(LineageScope, AnOriginThatIsAddedToCountsAsWhatWasMadeLast) {
  Origin origin = of("a");
  origin.add({{{"t", "b"}}, Made::kAggregated});
  EXPECT_EQ(origin.from.size(), 2u);
  EXPECT_EQ(origin.made, Made::kAggregated);
}

}  // namespace
}  // namespace pinflow::query
