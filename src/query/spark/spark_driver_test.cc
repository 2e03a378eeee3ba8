#include "query/spark/spark_driver.h"

#include <gtest/gtest.h>

#include "query/spark/scripted_driver_for_test.h"

namespace pinflow::query {
namespace {

std::filesystem::path driver_folder() {
  std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
  return std::filesystem::path(testing::TempDir()) / ("spark_driver_" + test);
}

TEST(SparkDriver, AnswersWhatItIsAsked) {
  auto driver = SparkDriver::start(
      scripted_spark(driver_folder(), "    say({'ok': True, 'twice': request['n'] * 2})\n"));
  ASSERT_TRUE(driver.ok()) << driver.status().message();
  auto answer = (*driver)->ask(R"({"n":4})");
  ASSERT_TRUE(answer.ok()) << answer.status().message();
  EXPECT_EQ(answer->root["twice"]->as_integer(), 8);
  EXPECT_TRUE((*driver)->is_there());
}

TEST(SparkDriver, ErrorsKeepTheirKind) {
  auto driver = SparkDriver::start(scripted_spark(
      driver_folder(), "    say({'ok': False, 'code': request['code'], 'message': 'so'})\n"));
  ASSERT_TRUE(driver.ok()) << driver.status().message();
  auto error = [&](const char* request) { return (*driver)->ask(request).status(); };
  EXPECT_EQ(error(R"({"code":"invalid"})").code(), Code::kInvalidArgument);
  EXPECT_EQ(error(R"({"code":"exhausted"})").code(), Code::kExhausted);
  EXPECT_EQ(error(R"({"code":"stopped"})").code(), Code::kUnavailable);
  EXPECT_EQ(error(R"({"code":"flooded"})").name(), "flooded");
  EXPECT_EQ(error(R"({"code":"invalid"})").message(), "spark: so");
}

TEST(SparkDriver, OneThatEndsIsToldWithItsLastWords) {
  SparkOptions options = scripted_spark(driver_folder(), "    raise ValueError('no room')\n");
  auto driver = SparkDriver::start(options);
  ASSERT_TRUE(driver.ok()) << driver.status().message();
  Status status = (*driver)->ask("{}").status();
  EXPECT_EQ(status.code(), Code::kUnavailable);
  EXPECT_NE(status.message().find("ValueError: no room"), std::string::npos) << status.message();
}

TEST(SparkDriver, OneThatNeverBeginsIsNotWaitedFor) {
  SparkOptions options = scripted_spark(driver_folder(), "");
  options.program.front().second = "raise SystemExit('JAVA_HOME is not set')";
  Status status = SparkDriver::start(options).status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_NE(status.message().find("no Java: install one"), std::string::npos) << status.message();
}

TEST(SparkDriver, WithoutSparkItSaysHowToGetIt) {
  SparkOptions options = scripted_spark(driver_folder(), "");
  options.submit = "no-such-program";
  Status status = SparkDriver::start(options).status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_NE(status.message().find("pip install pyspark"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::query
