#include "app/jobs_options.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

const schedule::Dag kDag{"daily", {{"gather", {}}, {"clean", {"gather"}}}};

Result<schedule::databricks::JobsOptions> jobs_options_of(const std::string& toml) {
  auto config = Config::load({.file_name = "pinflow.toml", .file_text = toml, .environment = {}});
  EXPECT_TRUE(config.ok()) << config.status().message();
  return jobs_options(*config, kDag);
}

TEST(JobsOptions, MapsNotebooksToTasks) {
  auto options = jobs_options_of(
      "[schedule.notebooks]\n\"/me/clean pin\" = \"clean\"\n"
      "\"/me/all\" = \"daily\"\n");
  ASSERT_TRUE(options.ok()) << options.status().message();
  EXPECT_EQ(
      options->notebooks,
      (std::map<std::string, std::string>{
          {"/me/clean pin", "clean"}, {"/pinflow/clean", "clean"}, {"/pinflow/gather", "gather"}}));
}

TEST(JobsOptions, NameATaskThatThereIsNot) {
  EXPECT_EQ(jobs_options_of("[schedule.notebooks]\n\"/a\" = \"cleen\"\n").status().message(),
            "schedule.notebooks: /a: there is no task 'cleen'; did you mean 'clean'?");
}

TEST(JobsOptions, TakeTokensByTheirHashes) {
  std::string hash(64, 'a');
  EXPECT_EQ(jobs_options_of("[schedule.token.airflow]\nsha256 = \"" + hash + "\"\n")->token_sha256,
            (std::vector<std::string>{hash}));
  EXPECT_EQ(jobs_options_of("[schedule.token.airflow]\nsha256 = \"dapi1\"\n").status().message(),
            "schedule.token.airflow.sha256: 64 hexadecimal digits are wanted");
}

TEST(JobsOptions, LeaveItToTheKeysWhereThereAreNoTokens) {
  http::Request request;
  EXPECT_EQ(jobs_options_of("")->guard(request), std::nullopt);
  std::string hash(64, 'a');
  auto options = jobs_options_of("[gateway.key.me]\nsha256 = \"" + hash + "\"\n");
  EXPECT_NE(options->guard(request), std::nullopt);
}

}  // namespace
}  // namespace pinflow::app
