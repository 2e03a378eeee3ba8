#include "model/quality.h"

#include <gtest/gtest.h>

namespace pinflow::model {
namespace {

const Schema kColumns{{{"id", Type::kLong}, {"name", Type::kString}, {"at", Type::kTimestamp}}};

QualityCheck check_of(CheckKind kind) {
  QualityCheck check;
  check.name = "c";
  check.kind = kind;
  return check;
}

std::string key_of_mistake(const QualityCheck& check) {
  auto mistake = check_mistake(check, kColumns);
  return mistake ? mistake->key : "";
}

TEST(QualityCheck, HasNamesThatReadBack) {
  for (const char* name : {"not_null", "range", "accepted_values", "condition", "unique",
                           "row_count", "freshness", "query"}) {
    EXPECT_EQ(kind_name(*parse_check_kind(name)), name);
  }
  EXPECT_EQ(*parse_check_action("dead_letters"), CheckAction::kDeadLetters);
  EXPECT_NE(parse_check_kind("uniqe").status().message().find("did you mean 'unique'?"),
            std::string::npos);
  EXPECT_NE(parse_check_action("drop").status().message().find("warn, dead_letters, stop"),
            std::string::npos);
}

TEST(QualityCheck, NeedsThePartsOfItsKindAndNoOthers) {
  QualityCheck range = check_of(CheckKind::kRange);
  EXPECT_EQ(key_of_mistake(range), "columns");
  range.columns = {"id"};
  EXPECT_EQ(key_of_mistake(range), "min");
  range.max = 5;
  EXPECT_EQ(key_of_mistake(range), "");
  range.min = 7;
  EXPECT_EQ(key_of_mistake(range), "min");
  range.min.reset();
  range.sql = "id > 1";
  EXPECT_EQ(key_of_mistake(range), "sql");

  QualityCheck fresh = check_of(CheckKind::kFreshness);
  fresh.columns = {"at"};
  EXPECT_EQ(key_of_mistake(fresh), "age_hours_max");
  fresh.age_hours_max = 24;
  EXPECT_EQ(key_of_mistake(fresh), "");
}

TEST(QualityCheck, IsOfColumnsThatAreThereAndFit) {
  QualityCheck range = check_of(CheckKind::kRange);
  range.min = 0;
  range.columns = {"name"};
  EXPECT_EQ(check_mistake(range, kColumns)->what, "column 'name' holds no numbers");
  range.columns = {"nothing"};
  EXPECT_EQ(check_mistake(range, kColumns)->what, "no clean column 'nothing'");
}

TEST(QualityCheck, OfTheWholeTableMakesNoDeadLetters) {
  QualityCheck unique = check_of(CheckKind::kUnique);
  unique.columns = {"id"};
  EXPECT_EQ(key_of_mistake(unique), "");
  unique.action = CheckAction::kDeadLetters;
  EXPECT_EQ(key_of_mistake(unique), "action");
}

TEST(QualityResult, TellsWhatBecameOfTheRows) {
  QualityCheck check = check_of(CheckKind::kNotNull);
  EXPECT_EQ((QualityResult{&check, 9, 0, ""}.outcome()), "passed");
  EXPECT_EQ((QualityResult{&check, 9, 1, ""}.outcome()), "warned");
  check.action = CheckAction::kStop;
  EXPECT_EQ((QualityResult{&check, 9, 1, ""}.outcome()), "stopped");
}

TEST(QualityResults, AreRowsThatAreReadOnce) {
  QualityCheck check = check_of(CheckKind::kNotNull);
  std::vector<QualityResult> results = {{&check, 9, 1, ""}, {&check, 3, 0, "newest is x"}};
  QualityResultReader reader(results, "silver.t", "batch", UnixMillis(std::chrono::seconds(2)));
  RowBatch batch = std::move(*reader.next());
  ASSERT_EQ(batch.row_count(), 2U);
  EXPECT_EQ(batch.columns[0].integers[0], 2'000'000);
  EXPECT_EQ(batch.columns[6].texts[0], "warned");
  EXPECT_EQ(batch.columns[8].integers[0], 1);
  EXPECT_EQ(batch.columns[9].valid[0], 0);
  EXPECT_EQ(reader.next()->row_count(), 0U);
}

}  // namespace
}  // namespace pinflow::model
