#include "stream/quality_watch.h"

#include "app/stream_fixture.h"
#include "lake/commit_note.h"

namespace pinflow::app {
namespace {

using Rows = std::vector<std::string>;

class StreamQuality : public StreamFixture {
 protected:
  model::QualityCheck& add(model::CheckAction action, const std::string& sql) {
    auto& checks = pipeline_.datasets[0].checks;
    model::QualityCheck& check = checks.emplace_back();
    check.name = "c" + std::to_string(checks.size());
    check.kind = model::CheckKind::kCondition;
    check.action = action;
    check.sql = sql;
    check.place = "pipeline.toml:1:1";
    return check;
  }

  // Counts and failures of one batch of the values.
  Result<std::optional<BatchCounts>> carry(Carrier& carrier,
                                           const std::vector<std::string>& values) {
    post(values);
    return carrier.advance();
  }

  Rows results() {
    lake::DeltaTable& table = **this->table("quality.ada_results");
    if (!table.exists()) return {};
    auto session = std::move(*engine_->open_session());
    EXPECT_TRUE(session->bind_table("results", table, *table.snapshot()).ok());
    return rows_of(*session,
                   "SELECT way, \"check\", outcome, rows_checked, rows_failed FROM results ORDER "
                   "BY recorded_at, outcome");
  }

  ManualClock clock_{UnixMillis(std::chrono::hours(1))};
  StreamNouns nouns_{*log_, *engine_, *runs_, open_table(), &metrics_, clock_};
};

TEST_F(StreamQuality, WarningsAreCountedAndRecordedOnceAMinute) {
  add(model::CheckAction::kWarn, "id < 10");
  create_topic();
  Carrier carrier(config_, nouns_, *log_->topic(config_.topic));
  ASSERT_TRUE(carry(carrier, {order(1), order(2)}).ok());
  EXPECT_EQ(results(), Rows{"stream|c1|passed|2|0"});
  ASSERT_TRUE(carry(carrier, {order(3)}).ok());
  EXPECT_EQ(results().size(), 1U);
  clock_.advance(std::chrono::seconds(1));
  ASSERT_TRUE(carry(carrier, {order(11), order(4)}).ok());  // It begins to fail: at once.
  EXPECT_EQ(results(), (Rows{"stream|c1|passed|2|0", "stream|c1|warned|3|1"}));
  clock_.advance(std::chrono::seconds(1));
  ASSERT_TRUE(carry(carrier, {order(12)}).ok());
  EXPECT_EQ(results().size(), 2U);
  carrier.record_quality(true);
  EXPECT_EQ(results().back(), "stream|c1|warned|1|1");
  EXPECT_EQ(rows("SELECT count(*) FROM orders"), Rows{"6"});
  auto history = *(*table(config_.table_name))->history(2);
  EXPECT_EQ(lake::parse_note(history[0].note).counts["failed/c1"], 1);
}

TEST_F(StreamQuality, RefusedRowsAreDeadLettersAndTheLedgerBalances) {
  add(model::CheckAction::kDeadLetters, "id < 10");
  create_topic();
  Carrier carrier(config_, nouns_, *log_->topic(config_.topic));
  auto counts = carry(carrier, {order(1), order(11), order(12), "damaged"});
  ASSERT_TRUE(counts.ok()) << counts.status().message();
  EXPECT_EQ(**counts, (BatchCounts{4, 1, 0, 3, 0}));
  EXPECT_EQ(rows("SELECT \"offset\", reason FROM letters WHERE reason LIKE 'check%' ORDER BY ALL"),
            (Rows{"1|check c1 failed", "2|check c1 failed"}));
  EXPECT_EQ(results(), Rows{"stream|c1|dead letters|4|2"});
}

TEST_F(StreamQuality, AStopCommitsNothingUntilTheCheckIsMended) {
  model::QualityCheck& check = add(model::CheckAction::kStop, "id < 10");
  create_topic();
  Carrier carrier(config_, nouns_, *log_->topic(config_.topic));
  auto stopped = carry(carrier, {order(1), order(11), "damaged"});
  EXPECT_EQ(stopped.status().code(), Code::kInvalidArgument);
  EXPECT_NE(stopped.status().message().find("check c1"), std::string::npos);
  EXPECT_EQ(rows("SELECT count(*) FROM orders"), Rows{"0"});
  EXPECT_EQ(rows("SELECT count(*) FROM letters"), Rows{"0"});
  EXPECT_EQ(results(), Rows{"stream|c1|stopped|2|1"});
  check.sql = "id < 20";
  ASSERT_TRUE(carrier.advance().ok());
  EXPECT_EQ(rows("SELECT id FROM orders ORDER BY id"), (Rows{"1", "11"}));
  EXPECT_EQ(rows("SELECT count(*) FROM letters"), Rows{"1"});
}

TEST_F(StreamQuality, WhatWasNotRecordedYetIsKept) {
  add(model::CheckAction::kWarn, "true");
  QualityWatch watch(config_, nouns_);
  EXPECT_FALSE(watch.is_due());
  EXPECT_TRUE(watch.record().ok());
  EXPECT_EQ(results(), Rows{});
}

}  // namespace
}  // namespace pinflow::app
