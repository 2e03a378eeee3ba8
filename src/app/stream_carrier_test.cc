#include "stream/carrier.h"

#include "app/failing_table.h"
#include "app/stream_fixture.h"

namespace pinflow::app {
namespace {

using Rows = std::vector<std::string>;

class CarrierTest : public StreamFixture {
 protected:
  // Carries all that waits; answers what the batches held.
  Result<BatchCounts> carry(Carrier& carrier) {
    BatchCounts all;
    while (true) {
      TRY_ASSIGN(std::optional<BatchCounts> counts, carrier.advance());
      if (!counts) return all;
      all += *counts;
    }
  }
  Result<BatchCounts> carry() {
    StreamNouns nouns = this->nouns();
    Carrier carrier(config_, nouns, *log_->topic(config_.topic));
    return carry(carrier);
  }
  Ledger ledger() { return *read_ledger(config_, open_table()); }
  Rows ids() { return rows("SELECT id FROM orders ORDER BY id"); }
};

TEST_F(CarrierTest, CarriesRowsIntoTheTableAndTheRestIntoDeadLetters) {
  create_topic();
  post({order(1), order(1), order(1, "coffee"), "{\"item\":\"tea\"}", "damaged",
        "[" + order(2) + "," + order(3, "none") + ", 7]"});
  Result<BatchCounts> counts = carry();
  ASSERT_TRUE(counts.ok()) << counts.status().message();
  EXPECT_EQ(*counts, (BatchCounts{8, 2, 1, 5, 0}));
  EXPECT_EQ(rows("SELECT id, item FROM orders ORDER BY id"), (Rows{"1|tea", "2|tea"}));
  Rows letters = rows(
      "SELECT \"offset\", \"index\", decode(value), topic, \"partition\", reason FROM letters "
      "ORDER BY ALL");
  ASSERT_EQ(letters.size(), 5u);
  EXPECT_EQ(letters[0], R"(2|0|{"id":1,"item":"coffee"}|streaming-ada-orders|0|key conflict)");
  EXPECT_EQ(letters[1],
            R"(3|0|{"item":"tea"}|streaming-ada-orders|0|required column 'id' is missing)");
  EXPECT_EQ(letters[2].substr(0, 12), "4|0|damaged|");
  EXPECT_EQ(letters[3], R"(5|1|{"id":3,"item":"none"}|streaming-ada-orders|0|item is null)");
  EXPECT_EQ(letters[4], "5|2|7|streaming-ada-orders|0|not an object");
  EXPECT_EQ(rows("SELECT DISTINCT topic_id FROM letters"), Rows{log_->topic(config_.topic)->id});
}

// More rows than a thread takes at a time, so that they are judged in any order.
TEST_F(CarrierTest, OfRowsThatDifferTheFirstGoesIntoTheTableHoweverManyThreadsCarryThem) {
  create_topic();
  constexpr int64_t kIds = 10'000;
  std::vector<std::string> values;
  for (const char* item : {"first", "later", "first"}) {
    for (int64_t id = 0; id < kIds; ++id) values.push_back(order(id, item));
  }
  post(values);
  Result<BatchCounts> counts = carry();
  ASSERT_TRUE(counts.ok()) << counts.status().message();
  EXPECT_EQ(*counts, (BatchCounts{3 * kIds, kIds, kIds, kIds, 0}));
  EXPECT_EQ(rows("SELECT item, count(DISTINCT id), count(*) FROM orders GROUP BY item"),
            Rows{"first|10000|10000"});
  EXPECT_EQ(rows("SELECT count(*), min(\"offset\"), max(\"offset\") FROM letters"),
            Rows{"10000|10000|19999"});
}

TEST_F(CarrierTest, BeginsWhereTheTableSaysAfterARestart) {
  create_topic();
  post({order(1), order(2)});
  ASSERT_TRUE(carry().ok());
  open();
  post({order(2), order(3)});
  Result<BatchCounts> counts = carry();
  ASSERT_TRUE(counts.ok()) << counts.status().message();
  EXPECT_EQ(*counts, (BatchCounts{2, 1, 1, 0, 0}));  // The key of 2 is known from the table.
  EXPECT_EQ(ids(), (Rows{"1", "2", "3"}));
  Ledger ledger = this->ledger();
  EXPECT_EQ(ledger.accepted, 4);
  EXPECT_EQ(ledger.tables, 3);
  EXPECT_EQ(ledger.duplicates, 1);
}

TEST_F(CarrierTest, ReadsAllPartitionsInBatchesOfALimitedSize) {
  create_topic(3);
  config_.limits.rows_max = 6;
  for (int32_t partition = 0; partition < 3; ++partition) {
    for (int64_t i = 0; i < 10; ++i) post({order(partition * 10 + i)}, partition);
  }
  ASSERT_TRUE(carry().ok());
  EXPECT_EQ(rows("SELECT count(DISTINCT id), count(*) FROM orders"), Rows{"30|30"});
  // Six a commit: two of each partition.
  std::vector<lake::HistoryEntry> history = *(*table(config_.table_name))->history(100);
  ASSERT_EQ(history.size(), 6u);
  EXPECT_EQ(history[0].rows_added, 6);
  EXPECT_NE(history[0].note.find(R"("streaming-ada-orders/2":[8,10])"), std::string::npos)
      << history[0].note;
}

TEST_F(CarrierTest, ReadsATopicThatIsMadeAnewFromItsBeginning) {
  create_topic();
  post({order(1), order(2)});
  ASSERT_TRUE(carry().ok());
  ASSERT_TRUE(log_->delete_topic(config_.topic).ok());
  create_topic();
  post({order(3)});
  ASSERT_TRUE(carry().ok());
  EXPECT_EQ(ids(), (Rows{"1", "2", "3"}));
  EXPECT_EQ(ledger().accepted, 3);
}

// As a stream is resharded: the parent is closed, its children come after it.
TEST_F(CarrierTest, ReadsAClosedPartitionToItsEndBeforeItsChildren) {
  create_topic();
  config_.limits.rows_max = 2;
  post({order(1, "old"), order(2, "old"), order(3, "old")});
  StreamNouns nouns = this->nouns();
  Carrier carrier(config_, nouns, *log_->topic(config_.topic));
  ASSERT_TRUE(carrier.advance().ok());
  eventlog::Topic topic = *log_->topic(config_.topic);
  topic.config.partition_count = 3;
  topic.config.closed = {model::Partition{0}};
  Result<eventlog::Topic> resharded =
      log_->change_topic(config_.topic, topic.revision, topic.config);
  ASSERT_TRUE(resharded.ok()) << resharded.status().message();
  post({order(3, "new"), order(4, "new")}, 2);
  ASSERT_TRUE(carrier.follow(*resharded).ok());
  ASSERT_TRUE(carry(carrier).ok());
  EXPECT_EQ(rows("SELECT id, item FROM orders ORDER BY id"),
            (Rows{"1|old", "2|old", "3|old", "4|new"}));
}

TEST_F(CarrierTest, MayBeginAtTheEnd) {
  create_topic();
  post({order(1)});
  config_.start.kind = StartAt::Kind::kLatest;
  StreamNouns nouns = this->nouns();
  Carrier carrier(config_, nouns, *log_->topic(config_.topic));
  ASSERT_TRUE(carry(carrier).ok());
  post({order(2)});
  ASSERT_TRUE(carry(carrier).ok());
  EXPECT_EQ(ids(), Rows{"2"});
}

TEST_F(CarrierTest, ComparesWithNoMoreThanTheNewestKeysWhenToldSo) {
  create_topic();
  config_.known_keys_max = 2;
  for (int64_t id : {1, 2, 3, 4, 5, 6}) post({order(id)});
  post({order(6), order(1)});
  ASSERT_TRUE(carry().ok());
  EXPECT_EQ(ids(), (Rows{"1", "1", "2", "3", "4", "5", "6"}));
}

TEST_F(CarrierTest, WithoutAKeyColumnsExactCopiesAreDuplicates) {
  pipeline_.datasets[0].key.clear();
  create_topic();
  post({order(1), order(1, "coffee"), order(1)});
  Result<BatchCounts> counts = carry();
  ASSERT_TRUE(counts.ok()) << counts.status().message();
  EXPECT_EQ(*counts, (BatchCounts{3, 2, 1, 0, 0}));
}

TEST_F(CarrierTest, RefusesCleanSqlThatLosesRows) {
  pipeline_.datasets[0].clean_sql += " WHERE id > 1";
  create_topic();
  post({order(1), order(2)});
  EXPECT_EQ(carry().status().message(),
            "clean sql of orders: gave 1 rows for 2: it must give one row for each");
  EXPECT_EQ(ledger().accepted, 0);
}

TEST_F(CarrierTest, KeepsLiveMetricsInStepWithTheTable) {
  create_topic();
  post({order(1), order(2, "milk"), order(3), order(3), "damaged"});
  StreamNouns nouns = this->nouns();
  Carrier carrier(config_, nouns, *log_->topic(config_.topic));
  ASSERT_TRUE(carry(carrier).ok());
  post({order(4, "milk"), order(5, "milk"), order(1, "conflict")});
  ASSERT_TRUE(carry(carrier).ok());
  std::string incremental = *metrics_.json("ada", "sales", 10);
  EXPECT_NE(incremental.find(R"("table_version":2,"rows":[{"item":"milk","count":3,"newest":5},)"
                             R"({"item":"tea","count":2,"newest":3}])"),
            std::string::npos)
      << incremental;
  metric::LiveMetrics anew(pipeline_);  // As after a restart: from the table alone.
  nouns.metrics = &anew;
  Carrier restarted(config_, nouns, *log_->topic(config_.topic));
  ASSERT_TRUE(carry(restarted).ok());
  EXPECT_EQ(*anew.json("ada", "sales", 10), incremental);
}

// Whichever commit fails, and whether it was done or not, the batch is carried over once.
class InterruptedCarrierTest
    : public CarrierTest,
      public testing::WithParamInterface<std::tuple<bool, FailingTable::Failure>> {};

TEST_P(InterruptedCarrierTest, CarriesEachBatchOnce) {
  auto [of_letters, failure] = GetParam();
  FailingTable rows_table(**table(config_.table_name));
  FailingTable letters_table(**table(config_.dead_letters_name()));
  StreamNouns nouns = this->nouns();
  nouns.table = [&](const std::string& name) -> Result<lake::DeltaTable*> {
    return name == config_.table_name ? &rows_table : &letters_table;
  };
  create_topic();
  Carrier carrier(config_, nouns, *log_->topic(config_.topic));
  post({order(1), "damaged", order(1, "coffee")});
  ASSERT_TRUE(carry(carrier).ok());

  (of_letters ? letters_table : rows_table).next_commit = failure;
  post({order(2), "damaged too"});
  EXPECT_EQ(carry(carrier).status().code(), Code::kUnavailable);
  post({order(1, "milk"), order(3)});  // The batch that is tried again holds more.
  Result<BatchCounts> counts = carry(carrier);
  ASSERT_TRUE(counts.ok()) << counts.status().message();

  EXPECT_EQ(ids(), (Rows{"1", "2", "3"}));
  EXPECT_EQ(rows("SELECT \"offset\" FROM letters ORDER BY ALL"), (Rows{"1", "2", "4", "5"}));
  Ledger ledger = this->ledger();
  EXPECT_EQ(ledger.accepted, 7);
  EXPECT_EQ(ledger.accepted, ledger.tables + ledger.duplicates + ledger.dead_letters);
}

INSTANTIATE_TEST_SUITE_P(Failures, InterruptedCarrierTest,
                         testing::Combine(testing::Bool(),
                                          testing::Values(FailingTable::Failure::kBefore,
                                                          FailingTable::Failure::kAfter)));

TEST_F(CarrierTest, SeesRowsThatAnotherProgramAppends) {
  create_topic();
  post({order(1)});
  StreamNouns nouns = this->nouns();
  Carrier carrier(config_, nouns, *log_->topic(config_.topic));
  ASSERT_TRUE(carry(carrier).ok());

  lake::DeltaTable& table = **this->table(config_.table_name);
  auto session = std::move(*engine_->open_session());
  lake::Change change;
  change.add =
      *session->write_files("SELECT 2 AS id, 'tea' AS item", config_.dataset->clean, table);
  ASSERT_TRUE(table.commit(*table.snapshot(), change).ok());

  post({order(2), order(3)});
  EXPECT_EQ(carry(carrier).status().code(), Code::kAlreadyExists);
  ASSERT_TRUE(carry(carrier).ok());
  EXPECT_EQ(ids(), (Rows{"1", "2", "3"}));
}

}  // namespace
}  // namespace pinflow::app
