#include "app/lag.h"

#include <gtest/gtest.h>

#include "app/readiness.h"
#include "base/temporary_folder.h"

namespace pinflow::app {
namespace {

class LagTest : public testing::Test {
 protected:
  static Config config_of(const std::filesystem::path& data) {
    Config config = *Config::load({});
    EXPECT_TRUE(config.set("app.data", data.string(), "test").ok());
    return config;
  }

  void append(const std::string& topic, UnixMillis at) {
    eventlog::EventLog& log = **parts_.eventlog();
    if (!log.topic(topic).ok()) {
      ASSERT_TRUE(log.create_topic(topic, {}).ok());
    }
    model::Record record;
    record.value = "{}";
    record.timestamp = at;
    ASSERT_TRUE(log.append_and_wait(topic, model::Partition{0}, {record}).ok());
  }

  TemporaryFolder folder_{"pinflow-lag"};
  Config config_ = config_of(folder_.path());
  model::Pipeline pipeline_ = *configured_pipeline(config_);
  Parts parts_{config_, pipeline_};
};

TEST_F(LagTest, IsWhatAPartHasNotTakenAndSinceWhen) {
  EXPECT_EQ(lags_json(*lags(parts_)), "[]");
  append("demo.pin", UnixMillis(std::chrono::milliseconds(1000)));
  append("demo.pin", UnixMillis(std::chrono::milliseconds(2000)));
  EXPECT_EQ(lags_json(*lags(parts_)), R"([{"part":"connector/s3-sink-demo","topic":"demo.pin",)"
                                      R"("records":2,"oldest_at_ms":1000}])");
  eventlog::EventLog& log = **parts_.eventlog();
  const model::TopicPartition of{"demo.pin", model::Partition{0}};
  ASSERT_TRUE(log.commit_positions("connect-s3-sink-demo", {{of, model::Offset{1}}}).ok());
  EXPECT_EQ(lags(parts_)->at(0).records, 1);
  ASSERT_TRUE(log.commit_positions("connect-s3-sink-demo", {{of, model::Offset{2}}}).ok());
  EXPECT_EQ(lags(parts_)->at(0).oldest_at, std::nullopt);
}

TEST_F(LagTest, MakesThePinflowUnreadyWhereSomebodySetALimit) {
  append("streaming-demo-pin", UnixMillis(std::chrono::milliseconds(1000)));
  std::vector<serve::ReadyCheck> told = Readiness(parts_).checks();
  ASSERT_EQ(told.size(), 3u);
  for (const serve::ReadyCheck& check : told) EXPECT_TRUE(check.status.ok()) << check.name;
  EXPECT_TRUE(told[2].message.starts_with("stream/demo_pin_table: 1 records wait"))
      << told[2].message;
  ASSERT_TRUE(config_.set("serve.ready_lag_ms", "60000", "test").ok());
  EXPECT_EQ(Readiness(parts_).checks()[2].status.code(), Code::kUnavailable);
}

TEST_F(LagTest, IsNotToldAnewByEachQuestion) {
  Readiness readiness(parts_);
  readiness.checks();
  std::filesystem::remove(folder_.path() / "ready.probe");
  readiness.checks();
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "ready.probe"));
}

}  // namespace
}  // namespace pinflow::app
