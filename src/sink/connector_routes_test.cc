#include "sink/connector_routes.h"

#include <gtest/gtest.h>

#include "sink/connect_fixture.h"

namespace pinflow::sink {
namespace {

TEST_F(ConnectRoutesTest, MakesAConnectorThatIsThenListed) {
  EXPECT_EQ(send("GET", "/connectors").body, "[]");
  http::Response made =
      send("POST", "/connectors", R"({"name":"c","config":)" + std::string(kConnectConfig) + "}");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.headers, (http::Fields{{"Location", "/connectors/c"}}));
  const std::string info =
      R"({"name":"c","config":{"connector.class":"io.confluent.connect.s3.S3SinkConnector",)"
      R"("flush.size":"1","format.class":"JsonFormat","name":"c","s3.bucket.name":"b",)"
      R"("storage.class":"S3Storage","tasks.max":"2","topics":"t"},)"
      R"("tasks":[{"connector":"c","task":0},{"connector":"c","task":1}],"type":"sink"})";
  EXPECT_EQ(made.body, info);
  EXPECT_EQ(send("GET", "/connectors/c").body, info);
  EXPECT_EQ(send("GET", "/connectors").body, R"(["c"])");
  EXPECT_EQ(send("GET", "/connectors?expand=info").body, R"({"c":{"info":)" + info + "}}");
}

TEST_F(ConnectRoutesTest, AnswersAsConnectWhatCannotBeMade) {
  create();
  EXPECT_EQ(create(), R"({"error_code":409,"message":"Connector c already exists"})");
  http::Response wrong =
      send("PUT", "/connectors/d/config", R"({"flush.sise":"1","topics":"t","flush.size":"x"})");
  EXPECT_EQ(wrong.status, 400);
  for (const char* part : {"contains the following 6 error(s):", "did you mean 'flush.size'?",
                           "Missing required configuration \\\"s3.bucket.name\\\"",
                           "Invalid value x for configuration flush.size"}) {
    EXPECT_NE(wrong.body.find(part), std::string::npos) << part << " in " << wrong.body;
  }
  EXPECT_EQ(send("PUT", "/connectors/d/config", R"({"name":"e"})").status, 400);
  EXPECT_EQ(send("POST", "/connectors", "{").status, 400);
  EXPECT_EQ(send("POST", "/connectors", R"({"name":"d"})").status, 400);
  EXPECT_EQ(send("GET", "/connectors/d").body,
            R"({"error_code":404,"message":"Connector d not found"})");
  EXPECT_EQ(send("GET", "/connectors/d/status").body,
            R"({"error_code":404,"message":"No status found for connector d"})");
}

TEST_F(ConnectRoutesTest, ReplacesAndPatchesPropertiesOfAConnector) {
  EXPECT_EQ(send("PUT", "/connectors/c/config", kConnectConfig).status, 201);
  EXPECT_EQ(send("PUT", "/connectors/c/config", kConnectConfig).status, 200);
  EXPECT_EQ(send("PATCH", "/connectors/c/config", R"({"flush.size":"7","tasks.max":null})").status,
            200);
  Properties now = worker_.find("c")->properties;
  EXPECT_EQ(now.at("flush.size"), "7");
  EXPECT_FALSE(now.contains("tasks.max"));
  EXPECT_EQ(connector().config().flush_size, 7);
  EXPECT_EQ(send("GET", "/connectors/c/config").body.find("{\"connector.class\":"), 0u);
}

TEST_F(ConnectRoutesTest, PausesResumesStopsAndDeletes) {
  create(R"(,"initial_state":"PAUSED")");
  EXPECT_EQ(send("GET", "/connectors/c/status").body,
            R"({"name":"c","connector":{"state":"PAUSED","worker_id":"w:1"},)"
            R"("tasks":[{"id":0,"state":"PAUSED","worker_id":"w:1"},)"
            R"({"id":1,"state":"PAUSED","worker_id":"w:1"}],"type":"sink"})");
  EXPECT_EQ(send("PUT", "/connectors/c/resume").status, 202);
  EXPECT_EQ(send("GET", "/connectors/c/tasks/1/status").body,
            R"({"id":1,"state":"RUNNING","worker_id":"w:1"})");
  EXPECT_EQ(send("PUT", "/connectors/c/stop").status, 204);
  EXPECT_EQ(send("GET", "/connectors/c/status").body,
            R"({"name":"c","connector":{"state":"STOPPED","worker_id":"w:1"},)"
            R"("tasks":[],"type":"sink"})");
  EXPECT_EQ(send("GET", "/connectors/c/tasks").body, "[]");
  EXPECT_EQ(send("PUT", "/connectors/c/pause").status, 202);
  EXPECT_EQ(send("DELETE", "/connectors/c").status, 204);
  EXPECT_EQ(send("DELETE", "/connectors/c").status, 404);
  EXPECT_EQ(send("PUT", "/connectors/c/pause").status, 404);
}

TEST_F(ConnectRoutesTest, ShowsWhyATaskWaitsAndRestartsIt) {
  log_.add({"t", model::Partition{0}}, "{bad");
  create();
  EXPECT_FALSE(connector().drain().ok());
  std::string status = send("GET", "/connectors/c/tasks/0/status").body;
  EXPECT_NE(status.find(R"("state":"FAILED")"), std::string::npos);
  EXPECT_NE(status.find(R"("trace":"t/0: record at offset 0: )"), std::string::npos) << status;
  EXPECT_EQ(send("POST", "/connectors/c/tasks/0/restart").status, 204);
  EXPECT_EQ(send("POST", "/connectors/c/tasks/2/restart").status, 404);
  EXPECT_EQ(send("POST", "/connectors/c/restart").status, 204);
  EXPECT_EQ(send("POST", "/connectors/c/restart?includeTasks=true&onlyFailed=true").status, 202);
}

TEST_F(ConnectRoutesTest, ShowsTheTopicsAndTasksOfAConnector) {
  log_.add({"t", model::Partition{0}}, "1");
  create();
  ASSERT_TRUE(connector().drain().ok());
  EXPECT_EQ(send("GET", "/connectors/c/topics").body, R"({"c":{"topics":["t"]}})");
  EXPECT_EQ(send("PUT", "/connectors/c/topics/reset").status, 200);
  std::string tasks = send("GET", "/connectors/c/tasks").body;
  EXPECT_EQ(tasks.find(R"([{"id":{"connector":"c","task":0},"config":{)"), 0u) << tasks;
}

}  // namespace
}  // namespace pinflow::sink
