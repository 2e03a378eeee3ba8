#include "serve/table_json.h"

#include <gtest/gtest.h>

namespace pinflow::serve {
namespace {

TEST(TableJson, KeepsEachKindOfCell) {
  query::Table table{{{"a", "BIGINT"}, {"b", "VARCHAR"}},
                     {{int64_t{1}, std::string("x\"y")}, {{}, true}, {0.5, {}}},
                     true};
  EXPECT_EQ(table_json(table),
            R"({"columns":[{"name":"a","type":"BIGINT"},{"name":"b","type":"VARCHAR"}],)"
            R"("rows":[[1,"x\"y"],[null,true],[0.5,null]],"truncated":true})");
}

TEST(TableJson, GivesIntegersThatJavaScriptWouldChangeAsText) {
  query::Table table{
      {{"n", "BIGINT"}}, {{int64_t{9007199254740993}}, {int64_t{-9007199254740992}}}, false};
  EXPECT_NE(table_json(table).find(R"([["9007199254740993"],[-9007199254740992]])"),
            std::string::npos);
}

}  // namespace
}  // namespace pinflow::serve
