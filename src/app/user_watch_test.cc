#include "app/user_watch.h"

#include <gtest/gtest.h>

#include "app/streams.h"

namespace pinflow::app {
namespace {

// Whom a watch has told of, from whatever thread.
class Seen {
 public:
  auto listener() {
    return [this](const std::string& user) {
      std::lock_guard lock(mutex_);
      users_.insert(user);
      return Status();
    };
  }
  std::set<std::string> users() {
    std::lock_guard lock(mutex_);
    return users_;
  }
  void wait_for(const std::string& user, eventlog::EventLog& log) {
    while (!users().contains(user)) {
      log.wait_for_change(log.change_count(), std::chrono::milliseconds(10));
    }
  }

 private:
  std::mutex mutex_;
  std::set<std::string> users_;
};

class UserWatchTest : public testing::Test {
 protected:
  UserWatchTest() {
    data_ = std::filesystem::path(testing::TempDir()) /
            testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(data_);
    set("app.data", data_.string());
  }
  void set(const std::string& key, const std::string& value) {
    ASSERT_TRUE(config_.set(key, value, "test").ok());
  }

  Config config_ = *Config::load({});
  model::Pipeline pipeline_ = *configured_pipeline(config_);
  std::filesystem::path data_;
};

TEST_F(UserWatchTest, TellsOfConfiguredUsersAndOfThoseWhoseTopicsAppear) {
  set("app.user_ids", "eve,*");
  Parts parts(config_, pipeline_);
  eventlog::EventLog& log = **parts.eventlog();
  ASSERT_TRUE(log.create_topic("ada.pin", {}).ok());
  Seen seen;
  UserWatch watch(parts, seen.listener());
  ASSERT_TRUE(watch.start().ok());
  ASSERT_TRUE(log.create_topic("streaming-bob-geo", {}).ok());
  seen.wait_for("bob", log);
  watch.stop();
  EXPECT_EQ(seen.users(), (std::set<std::string>{"ada", "bob", "eve"}));
}

TEST_F(UserWatchTest, TellsOfUsersWhomKeysOfTheSharedStreamName) {
  set("app.user_ids", "*");
  Parts parts(config_, pipeline_);
  eventlog::EventLog& log = **parts.eventlog();
  ASSERT_TRUE(log.create_topic(pipeline_.shared_stream, {2}).ok());
  auto put = [&](int32_t partition, const char* key) {
    std::vector<model::Record> records = {{key, "{}", {}, {}}};
    model::Partition to{partition};
    ASSERT_TRUE(log.append_and_wait(pipeline_.shared_stream, to, records).ok());
  };
  put(0, "pin");  // Everybody's.
  put(0, "partition-1");
  put(1, "ada.pin");
  Seen seen;
  UserWatch watch(parts, seen.listener());
  ASSERT_TRUE(watch.start().ok());
  EXPECT_EQ(seen.users(), std::set<std::string>{"ada"});
  put(0, "bob_geo");
  seen.wait_for("bob", log);
  watch.stop();
  EXPECT_EQ(seen.users(), (std::set<std::string>{"ada", "bob"}));
}

TEST_F(UserWatchTest, UsersAreKnownByBucketsAndByStreamTablesOfTheLake) {
  set("app.user_ids", "*");
  Parts parts(config_, pipeline_);
  EXPECT_EQ(*parts.user_ids(), std::vector<std::string>{});
  ASSERT_TRUE((*parts.table("stream.ada_pin_table"))->create(pipeline_.datasets[0].clean).ok());
  ASSERT_TRUE((*parts.table("stream.ada_pin_table_dead_letters"))
                  ->create(pipeline_.datasets[0].clean)
                  .ok());
  ASSERT_TRUE((*parts.table("silver.eve_pin"))->create(pipeline_.datasets[0].clean).ok());
  ASSERT_TRUE((*parts.bucket("user-bob-bucket"))->put("x", "y").ok());
  EXPECT_EQ(*parts.user_ids(), (std::vector<std::string>{"ada", "bob"}));
}

TEST_F(UserWatchTest, StraysOfTheSharedStreamAreTakenByTheFirstUserOrElseByNobodysStream) {
  auto takers = [&](const char* users) {
    set("app.user_ids", users);
    Parts parts(config_, pipeline_);
    std::vector<std::string> tables;
    for (const model::Dataset& dataset : pipeline_.datasets) {
      for (const char* user : {"ada", "bob"}) {
        auto configs = stream_configs(parts, user, dataset);
        for (const stream::StreamConfig& config : *configs) {
          if (config.takes_strays) tables.push_back(config.table_name);
        }
      }
    }
    auto strays = stray_config(parts);
    if (*strays) tables.push_back((*strays)->table_name);
    return tables;
  };
  EXPECT_EQ(takers("ada,bob"), std::vector<std::string>{"stream.ada_pin_table"});
  EXPECT_EQ(takers("bob,*"), std::vector<std::string>{"stream.bob_pin_table"});
  EXPECT_EQ(takers("*"), std::vector<std::string>{"stream.strays"});
}

TEST_F(UserWatchTest, FailsWithWhatAUserCannotBe) {
  set("app.user_ids", "a-b");
  Parts parts(config_, pipeline_);
  UserWatch watch(parts, [](const std::string&) { return Status(); });
  EXPECT_EQ(watch.start().code(), Code::kInvalidArgument);
}

TEST_F(UserWatchTest, StreamsAreMadeAsTheSettingsSay) {
  set("stream.batch_rows_max", "7");
  set("stream.start", "latest");
  Parts parts(config_, pipeline_);
  auto configs = stream_configs(parts, "ada", pipeline_.datasets[0]);
  ASSERT_TRUE(configs.ok());
  ASSERT_EQ(configs->size(), 2U);
  for (const stream::StreamConfig& config : *configs) {
    EXPECT_EQ(config.limits.rows_max, 7);
    EXPECT_EQ(config.start.kind, stream::StartAt::Kind::kLatest);
    EXPECT_EQ(config.table_name, "stream.ada_pin_table");
  }
  EXPECT_EQ((*configs)[0].topic, "streaming-ada-pin");
  EXPECT_EQ((*configs)[1].topic, "Kinesis-Prod-Stream");
  EXPECT_NE((*configs)[0].part_name(), (*configs)[1].part_name());
  set("stream.start", "sometime");
  EXPECT_EQ(stream_configs(parts, "ada", pipeline_.datasets[0]).status().code(),
            Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::app
