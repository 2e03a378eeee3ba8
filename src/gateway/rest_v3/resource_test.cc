#include "gateway/rest_v3/resource.h"

#include <gtest/gtest.h>

#include "http/target.h"

namespace pinflow::gateway {
namespace {

TEST(Resource, SaysWhereItIsFoundAsTheClientGotThere) {
  http::Request request;
  ASSERT_TRUE(http::parse_target("/prod/v3/clusters/abc/topics?x=1", &request).ok());
  request.headers = {{"Host", "api.example:8443"}};
  request.parameters = {{"cluster", "abc"}};
  request.is_tls = true;
  const ClusterPlace cluster = ClusterPlace::of(request);
  EXPECT_EQ(cluster.url, "https://api.example:8443/prod/v3/clusters/abc");
  ResourceWriter writer(cluster);
  writer.begin("KafkaTopic", "/topics/t", "/topic=t").related("configs", "/topics/t/configs").end();
  EXPECT_EQ(writer.answer().body,
            R"({"kind":"KafkaTopic","metadata":{)"
            R"("self":"https://api.example:8443/prod/v3/clusters/abc/topics/t",)"
            R"("resource_name":"crn:///kafka=abc/topic=t"},"cluster_id":"abc","configs":{)"
            R"("related":"https://api.example:8443/prod/v3/clusters/abc/topics/t/configs"}})");
}

}  // namespace
}  // namespace pinflow::gateway
