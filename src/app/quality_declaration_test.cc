#include "app/quality_declaration.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

constexpr const char* kDataset = R"(name = "shop"
[[dataset]]
name = "order"
source_table = "orders"
raw = [["id", "long"]]
clean = "clean.sql"
columns = [["id", "long"]]
)";

Result<model::Pipeline> load_check(const std::string& check) {
  std::string text = kDataset + check;
  return load_pipeline([text](std::string_view path) -> Result<std::string> {
    if (path == "pipeline.toml") return text;
    if (path.ends_with(".sql")) return "SELECT 1 -- " + std::string(path);
    return Status(Code::kNotFound, "open: " + std::string(path));
  });
}

std::string mistake_in(const std::string& check) { return load_check(check).status().message(); }

TEST(QualityDeclaration, BecomesACheckOfItsDataset) {
  auto pipeline = load_check(R"([[check]]
name = "few"
dataset = "order"
kind = "range"
columns = ["id"]
min = 0
max = 9.5
action = "dead_letters"
[[check]]
name = "lost"
dataset = "order"
kind = "query"
file = "check/lost.sql"
action = "stop"
)");
  ASSERT_TRUE(pipeline.ok()) << pipeline.status().message();
  const auto& checks = pipeline->datasets[0].checks;
  ASSERT_EQ(checks.size(), 2U);
  EXPECT_EQ(checks[0].kind, model::CheckKind::kRange);
  EXPECT_EQ(checks[0].action, model::CheckAction::kDeadLetters);
  EXPECT_EQ(checks[0].max, 9.5);
  EXPECT_TRUE(checks[0].place.starts_with("pipeline.toml:8:")) << checks[0].place;
  EXPECT_EQ(checks[1].sql, "SELECT 1 -- check/lost.sql");
}

TEST(QualityDeclaration, NamesLineAndColumnOfAMistake) {
  const std::string begin = "[[check]]\nname = \"c\"\ndataset = \"order\"\n";
  EXPECT_TRUE(mistake_in(begin + "kind = \"rnage\"\naction = \"warn\"\n")
                  .starts_with("pipeline.toml:11:1: unknown kind 'rnage'; did you mean 'range'?"));
  EXPECT_TRUE(mistake_in(begin + "kind = \"range\"\naction = \"drop\"\n")
                  .starts_with("pipeline.toml:12:1: unknown action 'drop'"));
  EXPECT_EQ(mistake_in(begin + "kind = \"not_null\"\naction = \"warn\"\ncolumns = [\"di\"]\n"),
            "pipeline.toml:13:1: no clean column 'di'");
  EXPECT_TRUE(
      mistake_in(begin + "kind = \"unique\"\naction = \"dead_letters\"\ncolumns = [\"id\"]\n")
          .starts_with("pipeline.toml:12:1: \"dead_letters\" takes single rows"));
  EXPECT_TRUE(mistake_in("[[check]]\nname = \"c\"\ndataset = \"odrer\"\n")
                  .starts_with("pipeline.toml:10:1: there is no dataset 'odrer'; did you mean "
                               "'order'?"));
  EXPECT_TRUE(mistake_in(begin + "kind = \"unique\"\naction = \"warn\"\ncolums = [\"id\"]\n")
                  .find("unknown key 'colums'; did you mean 'columns'?") != std::string::npos);
}

TEST(QualityDeclaration, HasANameOfItsOwn) {
  const std::string check =
      "[[check]]\nname = \"c\"\ndataset = \"order\"\nkind = \"unique\"\ncolumns = "
      "[\"id\"]\naction = \"warn\"\n";
  EXPECT_TRUE(mistake_in(check + check).ends_with("check 'c' is there twice"));
}

}  // namespace
}  // namespace pinflow::app
