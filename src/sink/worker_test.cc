#include "sink/worker.h"

#include <gtest/gtest.h>

#include "runs/memory_run_store.h"
#include "sink/memory_log_for_test.h"
#include "sink/memory_store_for_test.h"

namespace pinflow::sink {
namespace {

Properties properties(const std::string& topic, const std::string& bucket = "b") {
  return {{"connector.class", "S3SinkConnector"},
          {"storage.class", "S3Storage"},
          {"format.class", "JsonFormat"},
          {"flush.size", "1"},
          {"topics", topic},
          {"s3.bucket.name", bucket}};
}

class WorkerTest : public testing::Test {
 protected:
  WorkerTest() { reopen(); }
  void reopen() {
    worker_.reset();
    worker_ = std::make_unique<Worker>(
        log_,
        [this](const ConnectorConfig& config) -> Result<objects::Store*> {
          if (config.bucket == "b") return &bucket_;
          return Status(Code::kUnavailable, "connection refused");
        },
        *runs_);
    ASSERT_TRUE(worker_->start().ok());
  }

  MemoryLog log_;
  MemoryStore bucket_;
  std::unique_ptr<runs::RunStore> runs_ = runs::open_memory_run_store();
  std::unique_ptr<Worker> worker_;
};

TEST_F(WorkerTest, RunsWhatWasCreatedAlsoAfterARestart) {
  ASSERT_TRUE(worker_->create("c", properties("t"), Target::kRunning).ok());
  reopen();
  EXPECT_EQ(worker_->names(), std::vector<std::string>{"c"});
  EXPECT_EQ(worker_->find("c")->properties.at("name"), "c");
  log_.add({"t", model::Partition{0}}, "1");
  ASSERT_TRUE(worker_->drain().ok());
  EXPECT_EQ(bucket_.text(), "topics/t/partition=0/t+0+0000000000.json=1 ;");
}

TEST_F(WorkerTest, CreatesAConnectorOnceAndAsItIsWanted) {
  ASSERT_TRUE(worker_->create("c", properties("t"), Target::kPaused).ok());
  Status twice = worker_->create("c", properties("t"), Target::kRunning);
  EXPECT_EQ(twice.code(), Code::kAlreadyExists);
  EXPECT_EQ(twice.message(), "Connector c already exists");
  EXPECT_EQ(worker_->find("c")->connector->report().target, Target::kPaused);
  EXPECT_EQ(worker_->find("d").status().message(), "Connector d not found");
}

TEST_F(WorkerTest, GoesOnFromWhereItWasWithOtherProperties) {
  ASSERT_TRUE(*worker_->configure("c", properties("t")));
  log_.add({"t", model::Partition{0}}, "1");
  ASSERT_TRUE(worker_->drain().ok());
  Properties changed = properties("t");
  changed["topics.dir"] = "other";
  EXPECT_FALSE(*worker_->configure("c", changed));
  log_.add({"t", model::Partition{0}}, "2");
  ASSERT_TRUE(worker_->drain().ok());
  EXPECT_EQ(bucket_.text(),
            "other/t/partition=0/t+0+0000000001.json=2 ;"
            "topics/t/partition=0/t+0+0000000000.json=1 ;");
}

TEST_F(WorkerTest, PutsWhatPeopleMadeBeforeWhatIsProvided) {
  ASSERT_TRUE(worker_->provide("c", properties("t")).ok());
  EXPECT_FALSE(*worker_->configure("c", properties("u")));
  reopen();
  ASSERT_TRUE(worker_->provide("c", properties("t")).ok());
  EXPECT_EQ(worker_->find("c")->properties.at("topics"), "u");
}

TEST_F(WorkerTest, KeepsAProvidedConnectorDeletedUntilItIsMadeAnew) {
  ASSERT_TRUE(worker_->provide("c", properties("t")).ok());
  ASSERT_TRUE(worker_->remove("c").ok());
  EXPECT_EQ(worker_->remove("c").code(), Code::kNotFound);
  reopen();
  ASSERT_TRUE(worker_->provide("c", properties("t")).ok());
  EXPECT_TRUE(worker_->names().empty());
  ASSERT_TRUE(worker_->create("c", properties("t"), Target::kRunning).ok());
  EXPECT_EQ(worker_->names().size(), 1u);
}

TEST_F(WorkerTest, ProvidesNothingWhoseBucketCannotBeOpened) {
  EXPECT_EQ(worker_->provide("c", properties("t", "away")).code(), Code::kUnavailable);
  EXPECT_TRUE(worker_->names().empty());
}

TEST_F(WorkerTest, KeepsAConnectorWhoseBucketCannotBeOpenedYet) {
  ASSERT_TRUE(worker_->create("c", properties("t", "away"), Target::kRunning).ok());
  log_.add({"t", model::Partition{0}}, "1");
  EXPECT_EQ(worker_->drain().message(), "connector c: bucket away: connection refused");
  EXPECT_EQ(worker_->find("c")->connector->report().trouble.code(), Code::kUnavailable);
}

}  // namespace
}  // namespace pinflow::sink
