#include "schedule/databricks/routes.h"

#include "http/sha256.h"
#include "schedule/databricks/jobs_fixture.h"

namespace pinflow::schedule::databricks {
namespace {

TEST_F(JobsApiTest, LetsInWhoeverHasOneOfTheTokens) {
  EXPECT_EQ(send("GET", "jobs/list").status, 200);
  jobs_api_.options.token_sha256 = {http::to_hex(http::sha256("dapi1")),
                                    http::to_hex(http::sha256("dapi2"))};
  EXPECT_EQ(send("GET", "jobs/list").status, 403);
  for (const char* wrong : {"Bearer dapi3", "Bearer ", "dapi2", "Basic dapi2"}) {
    authorization_ = wrong;
    http::Response response = send("GET", "jobs/list");
    EXPECT_EQ(response.status, 403) << wrong;
    EXPECT_TRUE(has(response.body, R"("error_code":"PERMISSION_DENIED")")) << response.body;
  }
  authorization_ = "Bearer dapi2";
  EXPECT_EQ(send("GET", "jobs/list").status, 200);
}

TEST_F(JobsApiTest, LeavesItToTheGuardWhereThereAreNoTokens) {
  jobs_api_.options.guard = [](const http::Request&) { return http::Response::error(401, "no"); };
  EXPECT_EQ(send("GET", "jobs/list").status, 403);
  EXPECT_TRUE(has(get("jobs/list"), "[schedule.token.NAME]"));
  jobs_api_.options.guard = [](const http::Request&) { return std::nullopt; };
  EXPECT_EQ(send("GET", "jobs/list").status, 200);
}

TEST_F(JobsApiTest, ShowsOneClusterByWhateverName) {
  EXPECT_TRUE(has(get("clusters/list"), R"("state":"RUNNING")"));
  EXPECT_TRUE(has(get("clusters/get?cluster_id=1108-x"), R"("cluster_id":"1108-x")"));
  EXPECT_TRUE(has(get("clusters/spark-versions"), R"("versions":[{)"));
}

TEST_F(JobsApiTest, NamesAnEndpointThatIsNotThere) {
  http::Response response = send("POST", "jobs/runs/submitt", "{}");
  EXPECT_EQ(response.status, 404);
  EXPECT_TRUE(has(response.body, R"("error_code":"ENDPOINT_NOT_FOUND")")) << response.body;
  EXPECT_TRUE(has(response.body, "POST /api/2.1/jobs/runs/submitt")) << response.body;
}

}  // namespace
}  // namespace pinflow::schedule::databricks
