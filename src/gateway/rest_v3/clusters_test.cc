#include "gateway/rest_v3/clusters.h"

#include "gateway/rest_v3/v3_fixture.h"

namespace pinflow::gateway {
namespace {

TEST_F(V3Test, HasOneClusterWithOneBroker) {
  auto clusters = ask(router_, "GET", "/v3/clusters", "", {{"Host", "localhost"}});
  EXPECT_EQ(clusters.content_type, "application/json");
  EXPECT_EQ(member(clusters, "kind"), R"("KafkaClusterList")");
  EXPECT_EQ(member(clusters, "metadata/self"), R"("http://localhost/v3/clusters")");
  EXPECT_EQ(member(clusters, "data/0/cluster_id"), R"("pinflow")");
  EXPECT_EQ(member(clusters, "data/0/topics/related"),
            R"("http://localhost/v3/clusters/pinflow/topics")");
  EXPECT_EQ(member(send("GET", ""), "kind"), R"("KafkaCluster")");
  EXPECT_EQ(member(send("GET", "/brokers"), "data/0/broker_id"), "1");
  EXPECT_EQ(member(send("GET", "/brokers/1"), "host"), R"("localhost")");
  EXPECT_EQ(send("GET", "/brokers/2").status, 404);
}

}  // namespace
}  // namespace pinflow::gateway
