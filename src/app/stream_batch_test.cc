#include "stream/batch.h"

#include "app/stream_fixture.h"
#include "sink/memory_log_for_test.h"
#include "stream/batch_reader.h"

namespace pinflow::app {
namespace {

class BatchTest : public StreamFixture {
 protected:
  Result<stream::Batch> take(const BatchLimits& limits = {}, int64_t position = 0) {
    eventlog::Topic topic = *log_->topic(config_.topic);
    eventlog::Positions positions;
    for (int32_t i = 0; i < topic.config.partition_count; ++i) {
      positions[{topic.name, model::Partition{i}}] = Offset{position};
    }
    return take_batch(*log_, topic, positions, limits);
  }
};

TEST_F(BatchTest, HoldsWhatWaitsBehindThePositions) {
  create_topic(2);
  post({order(1), order(2), order(3)});
  Result<stream::Batch> batch = take({}, 1);
  EXPECT_EQ(batch.status().code(), Code::kOk);
  EXPECT_EQ(batch->record_count(), 2);
  ASSERT_EQ(batch->partitions.size(), 1u);
  EXPECT_EQ(batch->partition(1), nullptr);
  EXPECT_EQ(batch->partition(0)->begin, Offset{1});
  EXPECT_EQ(batch->partition(0)->end, Offset{3});
  EXPECT_EQ(batch->partition(0)->at(2).record.value, order(3));
  EXPECT_EQ(take({}, 3)->record_count(), 0);
}

TEST_F(BatchTest, IsNoLargerThanItsLimitsButNeverEmpty) {
  create_topic(2);
  for (int32_t partition : {0, 1}) post({order(1), order(2), order(3)}, partition);
  EXPECT_EQ(take({.rows_max = 4})->record_count(), 4);
  EXPECT_EQ(take({.rows_max = 1})->record_count(), 2);  // One of each partition.
  EXPECT_EQ(take({.bytes_max = 1})->record_count(), 2);
  EXPECT_EQ(take({.bytes_max = 4 * order(1).size()})->record_count(), 4);
}

// Another record comes with each read, as from a log over the network.
class BusyLog final : public sink::MemoryLog {
 public:
  Result<std::vector<model::StoredRecord>> read(const TopicPartition& from, Offset begin,
                                                const eventlog::ReadLimits& limits) const override {
    auto records = MemoryLog::read(from, begin, limits);
    const_cast<BusyLog*>(this)->add(from, "another");
    return records;
  }
};

TEST(Batch, EndsWhereTheLogEndedWhenItWasTaken) {
  BusyLog log;
  const TopicPartition of{"orders", model::Partition{0}};
  log.add(of, "first");
  log.add(of, "second");
  Result<stream::Batch> batch =
      take_batch(log, log.topics().front(), {{of, Offset{0}}}, {.rows_max = 1000});
  ASSERT_TRUE(batch.ok()) << batch.status().message();
  EXPECT_EQ(batch->record_count(), 2);
}

TEST_F(BatchTest, IsReadInRowsThatKnowTheirPlace) {
  create_topic();
  post({order(1), "damaged", "[" + order(2) + "," + order(3) + "]"});
  Result<stream::Batch> batch = take();
  BatchReader reader(config_, *batch);
  Result<model::RowBatch> rows = reader.next();
  ASSERT_TRUE(rows.ok());
  ASSERT_EQ(rows->row_count(), 3u);
  EXPECT_EQ(rows->columns[0].integers, (std::vector<int64_t>{1, 2, 3}));
  EXPECT_EQ(rows->columns[2].texts[0], config_.topic);
  EXPECT_EQ(rows->columns[4].integers, (std::vector<int64_t>{0, 2, 2}));  // Offsets.
  EXPECT_EQ(rows->columns[5].integers, (std::vector<int64_t>{0, 0, 1}));  // Places in lists.
  EXPECT_EQ(reader.next()->row_count(), 0u);
  EXPECT_EQ(reader.row_count(), 3);
  ASSERT_EQ(reader.dead_letters().size(), 1u);
  EXPECT_EQ(reader.dead_letters()[0].offset, 1);
  EXPECT_EQ(reader.dead_letters()[0].value, "damaged");
}

TEST_F(BatchTest, GoesOnAfterRecordsThatGiveNoRows) {
  create_topic();
  post(std::vector<std::string>(3000, "damaged"));
  std::string list = "[";
  for (int64_t id = 0; id < 5000; ++id) list += order(id) + (id < 4999 ? "," : "]");
  post({list});
  Result<stream::Batch> batch = take();
  BatchReader reader(config_, *batch);
  size_t count = 0;
  while (true) {
    Result<model::RowBatch> rows = reader.next();
    ASSERT_TRUE(rows.ok());
    if (rows->row_count() == 0) break;
    EXPECT_LE(rows->row_count(), 2048u);
    count += rows->row_count();
  }
  EXPECT_EQ(count, 5000u);
  EXPECT_EQ(reader.dead_letters().size(), 3000u);
}

}  // namespace
}  // namespace pinflow::app
