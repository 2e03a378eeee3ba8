#include "app/spark_options.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

Result<query::SparkOptions> options_of(const std::string& toml) {
  auto config = Config::load({"pinflow.toml", toml, {}});
  EXPECT_TRUE(config.ok()) << config.status().message();
  return spark_options(*config, "data");
}

TEST(SparkOptions, TheDriversProgramComesWithPinflow) {
  auto options = options_of("");
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->master, "local[*]");
  EXPECT_EQ(options->program.at(0).first, "pinflow_driver.py");
  EXPECT_NE(options->program.at(0).second.find("SparkSession"), std::string::npos);
  EXPECT_GE(options->program.size(), 4u);
  EXPECT_TRUE(options->folder.is_absolute());
  EXPECT_TRUE(options->conf.empty());
}

TEST(SparkOptions, PropertiesArePassedThroughAndMustBeSparks) {
  auto options = options_of("[query.spark.conf]\n\"spark.executor.memory\" = \"4g\"\n");
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->conf.at("spark.executor.memory"), "4g");
  Status wrong = options_of("[query.spark.conf]\nmemory = 4\n").status();
  EXPECT_EQ(wrong.code(), Code::kInvalidArgument);
  EXPECT_NE(wrong.message().find("'memory' does not begin with 'spark.'"), std::string::npos);
}

TEST(SparkOptions, AnS3ServerIsToldButForItsKeys) {
  auto options = options_of(
      "[objects]\ntype = \"s3\"\n[objects.s3]\nendpoint = \"http://127.0.0.1:9000\"\n"
      "[query.spark.conf]\n\"spark.hadoop.fs.s3a.endpoint.region\" = \"mine\"\n");
  ASSERT_TRUE(options.ok()) << options.status().message();
  EXPECT_EQ(options->conf.at("spark.hadoop.fs.s3a.endpoint"), "http://127.0.0.1:9000");
  EXPECT_EQ(options->conf.at("spark.hadoop.fs.s3a.connection.ssl.enabled"), "false");
  EXPECT_EQ(options->conf.at("spark.hadoop.fs.s3a.endpoint.region"), "mine") << "the user's own";
  for (const auto& [key, value] : options->conf) {
    EXPECT_EQ(key.find("secret"), std::string::npos) << key;
  }
}

}  // namespace
}  // namespace pinflow::app
