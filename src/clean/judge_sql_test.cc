#include "clean/judge_sql.h"

#include <gtest/gtest.h>

namespace pinflow::clean {
namespace {

model::Dataset order_dataset() {
  model::Dataset dataset;
  dataset.name = "order";
  dataset.raw.columns = {{"it's", model::Type::kString}};
  dataset.clean.columns = {{"id", model::Type::kLong}, {"say \"hi\"", model::Type::kString}};
  return dataset;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(JudgeSql, HashesTheKeyOrElseAllColumns) {
  model::Dataset dataset = order_dataset();
  EXPECT_TRUE(holds(hashed_sql(dataset), R"(hash("id", "say ""hi""") AS _hash)"));
  dataset.key = {"id"};
  EXPECT_TRUE(holds(hashed_sql(dataset), R"(hash("id") AS _hash)"));
}

TEST(JudgeSql, GivesRowsThatLackAColumnNoHash) {
  model::Dataset dataset = order_dataset();
  dataset.key = dataset.not_null = {"id"};
  EXPECT_TRUE(
      holds(hashed_sql(dataset), R"(CASE WHEN "id" IS NOT NULL THEN hash("id") END AS _hash)"));
}

TEST(JudgeSql, QuotesNamesAndTexts) {
  EXPECT_TRUE(holds(dead_letters_sql(order_dataset(), {}), R"({'it''s': "it's"})"));
  EXPECT_EQ(raw_name(order_dataset()), "raw_order");
}

TEST(JudgeSql, GivesAReasonForEachColumnThatMustBeThere) {
  model::Dataset dataset = order_dataset();
  EXPECT_FALSE(holds(letters_sql(dataset), "is null"));
  dataset.not_null = {"id"};
  EXPECT_TRUE(holds(letters_sql(dataset), R"(WHEN "id" IS NULL THEN 'id is null')"));
}

TEST(JudgeSql, GivesRowsThatAQualityCheckRefusesNoHashAndAReason) {
  model::Dataset dataset = order_dataset();
  dataset.key = {"id"};
  model::QualityCheck check;
  check.name = "has_id";
  check.columns = {"id"};
  dataset.checks = {check};
  EXPECT_FALSE(holds(hashed_sql(dataset), "CASE"));
  dataset.checks[0].action = model::CheckAction::kDeadLetters;
  EXPECT_TRUE(holds(hashed_sql(dataset), R"(CASE WHEN NOT ("id" IS NULL) THEN hash("id") END)"));
  EXPECT_TRUE(holds(letters_sql(dataset), R"(WHEN ("id" IS NULL) THEN 'check has_id failed')"));
}

}  // namespace
}  // namespace pinflow::clean
