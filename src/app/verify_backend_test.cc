#include "app/verify_backend.h"

#include <gtest/gtest.h>

#include "app/pipeline_file.h"
#include "base/file.h"
#include "base/temporary_folder.h"
#include "eventlog/local/local_event_log.h"
#include "objects/local/local_store.h"
#include "objects/s3/test_server.h"

namespace pinflow::app {
namespace {

Config configured_at(const std::filesystem::path& data) {
  Config config = *Config::load({});
  EXPECT_TRUE(config.set("app.data", data.string(), "test").ok());
  return config;
}

class VerifyBackendTest : public testing::Test {
 protected:
  VerifyBackendTest() { EXPECT_TRUE(create_directories_durably(folder_.path()).ok()); }

  Result<Verification> verify(const std::string& uri) {
    TRY_ASSIGN(const Backend backend, find_backend(uri, &config_, parts_));
    return verify(backend);
  }
  Result<Verification> verify(const Backend& backend) {
    return verify_backend(backend, {}, [this](const Trial&) { ++told_; });
  }

  // How many folders of an S3 bucket, or of a folder, are there now.
  size_t left() const {
    size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
      count += entry.is_regular_file() ? 1 : 0;
    }
    return count;
  }

  const TemporaryFolder folder_{"verify-backend-test-"};
  Config config_ = configured_at(folder_.path() / "data");
  model::Pipeline pipeline_ = *configured_pipeline(config_);
  Parts parts_{config_, pipeline_};
  int64_t told_ = 0;
};

TEST_F(VerifyBackendTest, FindsNothingWrongWithEmbeddedPartsAndLeavesNothing) {
  for (const char* noun : {"eventlog", "objects", "lake", "source"}) {
    told_ = 0;
    auto made = verify(noun);
    ASSERT_TRUE(made.ok()) << made.status().message();
    EXPECT_EQ(made->count(Outcome::State::kDiffers), 0) << noun;
    EXPECT_GE(made->count(Outcome::State::kKept), 6) << noun;
    EXPECT_EQ(told_, static_cast<int64_t>(made->trials.size()));
    EXPECT_TRUE(made->left_behind.ok()) << made->left_behind.message();
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(VerifyBackendTest, TriesABucketBesideWhatIsInIt) {
  auto server = objects::TestServer::start(folder_.path() / "server");
  if (server == nullptr) GTEST_SKIP() << "no S3 server: ./dev setup --tests installs one";
  ::setenv("AWS_ACCESS_KEY_ID", "test-key", 1);
  ::setenv("AWS_SECRET_ACCESS_KEY", "test-secret", 1);
  const std::string query = "?endpoint=" + server->url();
  auto missing = verify("s3://bucket/folder" + query);
  EXPECT_EQ(missing.status().code(), Code::kUnavailable);
  EXPECT_NE(missing.status().message().find("NoSuchBucket"), std::string::npos);

  auto store = objects::open_s3_store(server->options(), "bucket");
  ASSERT_TRUE(store.ok() && (*store)->put("folder/beside", "x").ok());
  auto made = verify("s3://bucket/folder" + query);
  ASSERT_TRUE(made.ok()) << made.status().message();
  EXPECT_EQ(made->count(Outcome::State::kKept), static_cast<int64_t>(made->trials.size()));
  auto objects = (*store)->list("");
  ASSERT_TRUE(objects.ok());
  ASSERT_EQ(objects->size(), 1u);
  EXPECT_EQ(objects->front().key, "folder/beside");
  ::unsetenv("AWS_ACCESS_KEY_ID");
  ::unsetenv("AWS_SECRET_ACCESS_KEY");
}

TEST_F(VerifyBackendTest, SaysWhatDiffersAndGoesOn) {
  // Opened again it is another one: nothing survives a restart.
  int opened = 0;
  Backend forgetful{
      "eventlog", "here", EventLogPlaces([&](const std::string& name) {
        return eventlog::EventLogPlace{
            [&opened, this] {
              return eventlog::open_local_event_log(folder_.path() / std::to_string(++opened));
            },
            name};
      })};
  auto made = verify(forgetful);
  ASSERT_TRUE(made.ok()) << made.status().message();
  EXPECT_GT(made->count(Outcome::State::kKept), 0);
  bool is_named = false;
  for (const Trial& trial : made->trials) {
    if (trial.promise != "acknowledged records and topics are there after a restart") continue;
    is_named = trial.outcome.state() == Outcome::State::kDiffers && !trial.at_stake.empty();
  }
  EXPECT_TRUE(is_named);
}

TEST_F(VerifyBackendTest, EndsWhenItIsNotReachedAnyMore) {
  int opens_left = 5;
  Backend dying{"objects", "here", StorePlaces([&](const std::string& name) {
                  return objects::StorePlace{
                      [&opens_left, name, this]() -> Result<std::unique_ptr<objects::Store>> {
                        if (--opens_left < 0) return Status(Code::kUnavailable, "no route");
                        return objects::open_local_store(folder_.path() / name);
                      }};
                })};
  auto made = verify(dying);
  EXPECT_EQ(made.status().code(), Code::kUnavailable);
  EXPECT_EQ(made.status().message(), "it does not answer any more: no route");
  EXPECT_LT(told_, static_cast<int64_t>(objects::store_promises().size()));
  opens_left = 0;
  EXPECT_EQ(verify(dying).status().message(), "no route");
}

TEST_F(VerifyBackendTest, TriesAgainWhatABackendThatIsAwayForAMomentDidNotAnswer) {
  int opens = 0;
  Backend resting{"objects", "here", StorePlaces([&](const std::string& name) {
                    return objects::StorePlace{
                        [&opens, name, this]() -> Result<std::unique_ptr<objects::Store>> {
                          // The first promise, and the clearing after it.
                          if (++opens == 2 || opens == 3) return Status(Code::kUnavailable, "busy");
                          return objects::open_local_store(folder_.path() / name);
                        }};
                  })};
  auto made = verify(resting);
  ASSERT_TRUE(made.ok()) << made.status().message();
  EXPECT_EQ(made->count(Outcome::State::kKept), static_cast<int64_t>(made->trials.size()));
  EXPECT_EQ(told_, static_cast<int64_t>(objects::store_promises().size()));
  EXPECT_TRUE(made->left_behind.ok()) << made->left_behind.message();
  EXPECT_EQ(left(), 0u);
}

TEST_F(VerifyBackendTest, StopsBetweenPromisesAndLeavesNothing) {
  std::stop_source stop;
  auto backend = find_backend(folder_.path().string(), &config_, parts_);
  ASSERT_TRUE(backend.ok());
  auto made =
      verify_backend(*backend, stop.get_token(), [&](const Trial&) { stop.request_stop(); });
  ASSERT_TRUE(made.ok());
  EXPECT_TRUE(made->was_stopped);
  EXPECT_EQ(made->trials.size(), 1u);
  EXPECT_EQ(left(), 0u);
}

TEST_F(VerifyBackendTest, NamesWhatItCouldNotRemove) {
  Backend keeping{
      "objects", "here", StorePlaces([&](const std::string& name) {
        return objects::StorePlace{[name, this]() -> Result<std::unique_ptr<objects::Store>> {
          std::error_code error;
          bool is_full = std::filesystem::exists(folder_.path() / name / "k", error);
          if (is_full) return Status(Code::kDenied, "no right to delete");
          return objects::open_local_store(folder_.path() / name);
        }};
      })};
  auto made = verify(keeping);
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(made->left_behind.code(), Code::kDenied);
  EXPECT_TRUE(made->left_behind.message().starts_with("pinflow-verify-"));
}

}  // namespace
}  // namespace pinflow::app
