#include "app/dashboard_nouns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace pinflow::app {
namespace {

class DashboardNounsTest : public testing::Test {
 protected:
  DashboardNounsTest() {
    std::filesystem::path data = std::filesystem::path(testing::TempDir()) /
                                 testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(data);
    EXPECT_TRUE(config_.set("app.data", data.string(), "test").ok());
  }

  serve::DashboardNouns nouns() {
    engine_ = std::move(*open_sql_engine(parts_));
    return *dashboard_nouns(parts_, *engine_, metrics_, {});
  }

  Config config_ = *Config::load({});
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

TEST_F(DashboardNounsTest, RefuseALimitThatLetsNothingThrough) {
  ASSERT_TRUE(config_.set("serve.sql_timeout_ms", "0", "test").ok());
  Status refused = open_sql_engine(parts_).status();
  EXPECT_EQ(refused.code(), Code::kInvalidArgument);
  EXPECT_NE(refused.message().find("serve.sql_timeout_ms"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::app
