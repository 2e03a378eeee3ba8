#include "app/object_keeper.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

class ObjectKeeperTest : public testing::Test {
 protected:
  ObjectKeeperTest() {
    data_ = std::filesystem::path(testing::TempDir()) /
            (std::string("object_keeper_") +
             testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(data_);
    set("app.data", data_.string());
    set("clean.compact_originals", "drop");
    set("clean.compact_objects_least", "2");
    parts_ = std::make_unique<Parts>(config_, pipeline_);
  }
  ~ObjectKeeperTest() override { std::filesystem::remove_all(data_); }

  void set(const char* key, const std::string& text) {
    ASSERT_TRUE(config_.set(key, text, "test").ok());
  }
  objects::Store& bucket() { return **parts_->bucket("user-demo-bucket"); }
  // One-record objects, of which the sink has carried `carried` for good.
  void fill(int64_t objects, int64_t carried) {
    eventlog::EventLog& log = **parts_->eventlog();
    ASSERT_TRUE(log.create_topic("demo.pin", {}).ok());
    ASSERT_TRUE(
        log.append_and_wait("demo.pin", model::Partition{0}, std::vector<model::Record>(10)).ok());
    ASSERT_TRUE(log.commit_positions("connect-s3-sink-demo",
                                     {{{"demo.pin", model::Partition{0}}, model::Offset{carried}}})
                    .ok());
    for (int64_t i = 0; i < objects; ++i) {
      std::string key =
          "topics/demo.pin/partition=0/demo.pin+0+000000000" + std::to_string(i) + ".json";
      ASSERT_TRUE(bucket().put(key, "{}\n").ok());
    }
  }
  size_t object_count() { return bucket().list("topics/")->size(); }

  Config config_ = *Config::load({});
  model::Pipeline pipeline_ = *configured_pipeline(config_);
  std::filesystem::path data_;
  std::unique_ptr<Parts> parts_;
};

TEST_F(ObjectKeeperTest, LeavesAloneWhatTheSinkMayWriteAgain) {
  fill(6, 4);
  auto report = compact_buckets(*parts_, *compact_options(config_));
  ASSERT_TRUE(report.ok()) << report.status().message();
  EXPECT_EQ(report->objects_before, 4);
  EXPECT_EQ(report->unsettled, 2);
  EXPECT_EQ(object_count(), 3u);
}

TEST_F(ObjectKeeperTest, LeavesYoungObjectsOfOthersAlone) {
  ASSERT_TRUE(bucket().put("topics/x/partition=0/x+0+0.json", "{}\n").ok());
  ASSERT_TRUE(bucket().put("topics/x/partition=0/x+0+1.json", "{}\n").ok());
  EXPECT_EQ(compact_buckets(*parts_, *compact_options(config_))->unsettled, 2);
}

TEST_F(ObjectKeeperTest, WorksInTheBackgroundWhereItIsSet) {
  fill(6, 6);
  set("clean.compact_interval_s", "1");
  {
    ObjectKeeper idle(*parts_);
  }
  EXPECT_EQ(object_count(), 6u);
  set("clean.compact_objects", "true");
  ObjectKeeper keeper(*parts_);
  while (object_count() > 1) std::this_thread::yield();
}

TEST_F(ObjectKeeperTest, RefusesSettingsThatMakeNoSense) {
  set("clean.compact_originals", "burn");
  Status status = compact_options(config_).status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_NE(status.message().find("'burn' is not 'keep' or 'drop'"), std::string::npos);
  set("clean.compact_originals", "keep");
  set("clean.compact_objects_least", "1");
  EXPECT_EQ(compact_options(config_).status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::app
