#include "app/post_source.h"

#include <gtest/gtest.h>

#include "app/node.h"

namespace pinflow::app {
namespace {

TEST(PostSource, SendsRowsThroughANodesOwnDoors) {
  std::filesystem::path data = std::filesystem::path(testing::TempDir()) / "post_source";
  std::filesystem::remove_all(data);
  Invocation invocation;
  invocation.config = *Config::load({});
  for (auto [key, value] : {std::pair("app.data", data.c_str()),
                            {"http.listen", "127.0.0.1:0"},
                            {"gateway.kafka.listen", ""},
                            {"source.rows", "7"}}) {
    ASSERT_TRUE(invocation.config.set(key, value, "test").ok());
  }
  auto workspace = std::move(*open_workspace(invocation));
  auto node = std::move(*start_node(*workspace->parts, {"gateway"}));
  const size_t datasets = workspace->pipeline.datasets.size();
  Result<uint64_t> all =
      post_source(*workspace, node->url(), "ada", post::Order::kSequential, std::nullopt);
  ASSERT_TRUE(all.ok()) << all.status().message();
  EXPECT_EQ(*all, 7 * datasets);
  EXPECT_EQ(*post_source(*workspace, node->url(), "ada", post::Order::kRandom, 2), 2 * datasets);
  for (const model::Dataset& dataset : workspace->pipeline.datasets) {
    EXPECT_TRUE((*workspace->parts->eventlog())->topic(model::topic_name("ada", dataset)).ok());
  }
  // Refused at once; of a node that is gone it would be tried again for a minute.
  Status refused =
      post_source(*workspace, node->url() + "/nowhere", "ada", post::Order::kSequential, 1)
          .status();
  EXPECT_NE(refused.message().find("HTTP 403"), std::string::npos) << refused.message();
  node->stop();
}

}  // namespace
}  // namespace pinflow::app
