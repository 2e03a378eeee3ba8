// Quality checks in the batch way: what they let pass, send away and stop, and what is kept of it.
#include <gtest/gtest.h>

#include "app/batch_fixture.h"

namespace pinflow::app {
namespace {

using Rows = std::vector<std::string>;

class CleanQualityTest : public BatchFixture {
 protected:
  model::QualityCheck& add(model::CheckKind kind, model::CheckAction action) {
    model::QualityCheck& check = checks().emplace_back();
    check.name = "c" + std::to_string(checks().size());
    check.kind = kind;
    check.action = action;
    check.place = "pipeline.toml:1:1";
    return check;
  }
  std::vector<model::QualityCheck>& checks() { return batch_.pipeline.datasets[0].checks; }

  void SetUp() override {
    checks().clear();
    ASSERT_TRUE(batch_
                    .put("pin", 0,
                         pin_line(1, "a") + pin_line(2, "b", R"("follower_count":"3M")") +
                             pin_line(2, "b", R"("follower_count":"3M")"))
                    .ok());
    ASSERT_TRUE(batch_.gather("pin").ok());
  }

  Rows results(const std::string& columns) {
    return batch_.rows("SELECT " + columns + " FROM demo_results ORDER BY ALL",
                       {"quality.demo_results"});
  }

  Batch batch_{folder_};
};

TEST_F(CleanQualityTest, AWarningIsCountedAndTheRowsPublished) {
  model::QualityCheck& check = add(model::CheckKind::kRange, model::CheckAction::kWarn);
  check.columns = {"follower_count"};
  check.max = 1000;
  Status done = batch_.clean("pin");
  ASSERT_TRUE(done.ok()) << done.message();
  EXPECT_EQ(batch_.rows("SELECT ind FROM pin ORDER BY ind"), (Rows{"1", "2"}));
  EXPECT_EQ(batch_.cleaned.failed_checks.size(), 1U);
  EXPECT_EQ(results("\"table\", way, \"check\", outcome, rows_checked, rows_failed"),
            Rows{"silver.demo_pin|batch|c1|warned|2|1"});
}

TEST_F(CleanQualityTest, RefusedRowsAreDeadLettersAndTheLedgerBalances) {
  model::QualityCheck& check = add(model::CheckKind::kCondition, model::CheckAction::kDeadLetters);
  check.sql = "follower_count < 5000";
  ASSERT_TRUE(batch_.clean("pin").ok());
  EXPECT_EQ(batch_.rows("SELECT ind FROM pin"), Rows{"1"});
  EXPECT_EQ(batch_
                .rows("SELECT reason, \"offset\", \"index\" FROM demo_pin_dead_letters ORDER BY "
                      "ALL",
                      {"silver.demo_pin_dead_letters"})
                .size(),
            2U);
  EXPECT_EQ(batch_.ledger("pin"), (clean::Ledger{3, 1, 0, 2}));
  EXPECT_EQ(results("outcome, rows_checked, rows_failed"), Rows{"dead letters|3|2"});
}

TEST_F(CleanQualityTest, AStopPublishesNothingUntilTheCheckIsMended) {
  model::QualityCheck& check = add(model::CheckKind::kUnique, model::CheckAction::kStop);
  check.columns = {"category"};
  Status stopped = batch_.clean("pin");
  EXPECT_EQ(stopped.code(), Code::kInvalidArgument);
  EXPECT_NE(stopped.message().find("check c1 (pipeline.toml:1:1) failed for 1 of 2 rows"),
            std::string::npos)
      << stopped.message();
  EXPECT_EQ(batch_.rows("SELECT count(*) FROM pin"), Rows{"0"});
  EXPECT_EQ(batch_.ledger("pin").waiting(), 3);
  EXPECT_EQ(results("outcome"), Rows{"stopped"});
  check.columns = {"ind"};
  ASSERT_TRUE(batch_.clean("pin").ok());
  EXPECT_EQ(batch_.ledger("pin"), (clean::Ledger{3, 2, 1, 0}));
  EXPECT_EQ(results("outcome"), (Rows{"passed", "stopped"}));
}

TEST_F(CleanQualityTest, TheWholeTableIsLookedAtWithItsOlderRows) {
  ASSERT_TRUE(batch_.clean("pin").ok());
  add(model::CheckKind::kRowCount, model::CheckAction::kWarn).max = 2;
  add(model::CheckKind::kQuery, model::CheckAction::kWarn).sql =
      "SELECT ind FROM pin WHERE ind < 3";
  ASSERT_TRUE(batch_.put("pin", 9, pin_line(3, "c")).ok());
  ASSERT_TRUE(batch_.gather("pin").ok());
  Status done = batch_.clean("pin");
  ASSERT_TRUE(done.ok()) << done.message();
  EXPECT_EQ(results("\"check\", rows_checked, rows_failed, coalesce(detail, '')"),
            (Rows{"c1|3|1|3 rows", "c2|3|2|"}));
}

TEST_F(CleanQualityTest, FreshnessIsLookedAtWhenNothingNewHasCome) {
  ASSERT_TRUE(batch_
                  .put("user", 0,
                       R"({"ind":1,"first_name":"A","last_name":"B","age":20,)"
                       R"("date_joined":"2015-10-24 11:23:51"})"
                       "\n")
                  .ok());
  batch_.pipeline.datasets[2].checks.clear();
  ASSERT_TRUE(batch_.gather("user").ok());
  ASSERT_TRUE(batch_.clean("user").ok());
  model::QualityCheck check;
  check.name = "fresh";
  check.kind = model::CheckKind::kFreshness;
  check.action = model::CheckAction::kStop;
  check.columns = {"date_joined"};
  check.age_hours_max = 24;
  batch_.pipeline.datasets[2].checks = {check};
  EXPECT_NE(batch_.clean("user").message().find("newest is 2015-10-24 11:23:51"),
            std::string::npos);
  EXPECT_EQ(batch_.rows("SELECT count(*) FROM users"), Rows{"1"});
}

}  // namespace
}  // namespace pinflow::app
