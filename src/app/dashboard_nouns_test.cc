#include "app/dashboard_nouns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/compression.h"
#include "base/temporary_folder.h"

namespace pinflow::app {
namespace {

class DashboardNounsTest : public testing::Test {
 protected:
  static Config config_of(const std::filesystem::path& data) {
    Config config = *Config::load({});
    EXPECT_TRUE(config.set("app.data", data.string(), "test").ok());
    return config;
  }

  serve::DashboardNouns nouns() {
    engine_ = std::move(*open_sql_engine(parts_));
    return *dashboard_nouns(parts_, *engine_, metrics_, {});
  }

  TemporaryFolder folder_{"pinflow-dashboard-nouns"};
  Config config_ = config_of(folder_.path());
  model::Pipeline pipeline_ = *configured_pipeline(config_);
  Parts parts_{config_, pipeline_};
  metric::LiveMetrics metrics_{pipeline_};
  std::unique_ptr<query::Engine> engine_;
};

TEST_F(DashboardNounsTest, AskTheDatasetsByTheirViewsWithoutReachingFiles) {
  serve::DashboardNouns nouns = this->nouns();
  const std::string sql = "SELECT count(*) FROM " + pipeline_.datasets.at(0).view;
  auto session = nouns.sql.open("demo", sql, {});
  ASSERT_TRUE(session.ok()) << session.status().message();
  EXPECT_EQ(std::get<int64_t>((*session)->query(sql)->rows.at(0).at(0)), 0);
  auto file = (*session)->query("SELECT * FROM read_text('/etc/hostname')");
  EXPECT_EQ(file.status().code(), Code::kDenied);
}

TEST_F(DashboardNounsTest, HaveNoLettersBeforeThereIsData) {
  serve::DashboardNouns nouns = this->nouns();
  EXPECT_TRUE(nouns.letters.list({})->rows.empty());
  EXPECT_EQ(nouns.letters.edit("demo.x/0/0/0", "{}").code(), Code::kNotFound);
  EXPECT_EQ(nouns.letters.replay({"no letter"}).status().code(), Code::kInvalidArgument);
  EXPECT_EQ(nouns.letters.replay_reason("")->rows, 0);
}

TEST_F(DashboardNounsTest, MakeTheTextsOfEachPage) {
  serve::DashboardNouns nouns = this->nouns();
  EXPECT_NE(nouns.ledger()->find("\"balances\":true"), std::string::npos);
  for (const char* path : {"/v1/flow", "/v1/settings", "/v1/doctor"}) {
    auto text = std::ranges::find(nouns.texts, path,
                                  [](const auto& entry) { return std::string_view(entry.first); });
    ASSERT_NE(text, nouns.texts.end()) << path;
    EXPECT_TRUE(text->second().ok()) << path;
  }
}

TEST_F(DashboardNounsTest, ShowHowPackedObjectsBegin) {
  serve::DashboardNouns nouns = this->nouns();
  auto bucket = parts_.bucket("user-demo-bucket");
  ASSERT_TRUE(bucket.ok()) << bucket.status().message();
  ASSERT_TRUE((*bucket)->put("a.json.gz", compress({Codec::kGzip}, "{\"n\":1}\n")).ok());
  auto names = nouns.objects.bucket_names();
  ASSERT_EQ(*names, std::vector<std::string>{"user-demo-bucket"});
  auto object = (*bucket)->info("a.json.gz");
  EXPECT_EQ(*nouns.objects.beginning(**bucket, *object, 100), "{\"n\":1}\n");
  EXPECT_EQ(*nouns.objects.beginning(**bucket, *object, 3), "{\"n");
}

TEST_F(DashboardNounsTest, KeepNotebooksBesideThePipelinesFiles) {
  EXPECT_EQ(nouns().notebooks, parts_.data() / "notebooks");
  ASSERT_TRUE(config_.set("app.pipeline", "shop", "test").ok());
  EXPECT_EQ(nouns().notebooks, std::filesystem::path("shop/notebooks"));
}

TEST_F(DashboardNounsTest, RefuseALimitThatLetsNothingThrough) {
  ASSERT_TRUE(config_.set("serve.sql_timeout_ms", "0", "test").ok());
  Status refused = open_sql_engine(parts_).status();
  EXPECT_EQ(refused.code(), Code::kInvalidArgument);
  EXPECT_NE(refused.message().find("serve.sql_timeout_ms"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::app
