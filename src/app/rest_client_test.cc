#include "app/rest_client.h"

#include <gtest/gtest.h>

#include "app/node.h"

namespace pinflow::app {
namespace {

class RestClientTest : public testing::Test {
 protected:
  RestClientTest() {
    auto data = std::filesystem::path(testing::TempDir()) /
                testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(data);
    EXPECT_TRUE(config_.set("app.data", data.string(), "test").ok());
    EXPECT_TRUE(config_.set("http.listen", "127.0.0.1:0", "test").ok());
    EXPECT_TRUE(config_.set("gateway.kafka.listen", "", "test").ok());
  }

  Config config_ = *Config::load({});
  model::Pipeline pipeline_ = *configured_pipeline(config_);
};

TEST_F(RestClientTest, ReadsTheFolderItselfWhereNothingRuns) {
  Parts parts(config_, pipeline_);
  ASSERT_TRUE((*parts.eventlog())->create_topic("t", {}).ok());
  auto client = open_rest_client(parts);
  ASSERT_TRUE(client.ok()) << client.status().message();
  EXPECT_FALSE((*client)->is_live());
  EXPECT_EQ((*client)->send("GET", "/topics", "")->body, R"(["t"])");
  Status unknown = answer_status(*(*client)->send("GET", "/topics/u", ""));
  EXPECT_EQ(unknown.code(), Code::kNotFound);
  EXPECT_EQ(unknown.message(), "Topic not found.");
}

TEST_F(RestClientTest, AsksThePinflowThatHasTheFolderOpen) {
  Parts running(config_, pipeline_);
  auto node = start_node(running);
  ASSERT_TRUE(node.ok()) << node.status().message();
  ASSERT_TRUE((*running.eventlog())->create_topic("t", {}).ok());
  Parts parts(config_, pipeline_);
  auto client = open_rest_client(parts);
  ASSERT_TRUE(client.ok()) << client.status().message();
  EXPECT_TRUE((*client)->is_live());
  EXPECT_EQ((*client)->send("GET", "/topics", "")->body, R"(["t"])");
}

TEST(AnswerStatus, TellsWhatAnErrorMeans) {
  EXPECT_TRUE(answer_status({200, "", "{}", {}}).ok());
  EXPECT_EQ(answer_status({403, "", R"({"message":"Forbidden"})", {}}).code(), Code::kDenied);
  EXPECT_EQ(answer_status({429, "", "", {}}).code(), Code::kExhausted);
  EXPECT_EQ(answer_status({422, "", "", {}}).code(), Code::kInvalidArgument);
  EXPECT_EQ(answer_status({503, "", "oops", {}}).message(), "HTTP 503");
}

}  // namespace
}  // namespace pinflow::app
