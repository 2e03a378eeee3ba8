// Kafka Connect's routes over a log and a bucket in memory, for the tests of each.
#pragma once

#include <gtest/gtest.h>

#include "http/target.h"
#include "http/wait.h"
#include "runs/memory_run_store.h"
#include "sink/memory_log_for_test.h"
#include "sink/memory_store_for_test.h"
#include "sink/routes.h"

namespace pinflow::sink {
inline constexpr std::string_view kConnectConfig =
    R"({"connector.class":"io.confluent.connect.s3.S3SinkConnector",)"
    R"("format.class":"JsonFormat","storage.class":"S3Storage","flush.size":"1",)"
    R"("tasks.max":2,"topics":"t","s3.bucket.name":"b"})";

class ConnectRoutesTest : public testing::Test {
 protected:
  ConnectRoutesTest() {
    RouteOptions options;
    options.worker_id = "w:1";
    options.guard = [this](const http::Request&) { return refusal_; };
    add_routes(router_, worker_, background_, options);
  }

  http::Response send(const std::string& method, const std::string& target,
                      std::string_view body = "") {
    http::Request request;
    EXPECT_TRUE(http::parse_target(target, &request).ok());
    request.method = method;
    request.body = body;
    return http::wait(router_.handle(request));
  }
  std::string create(const std::string& extra = "") {
    return send("POST", "/connectors",
                R"({"name":"c","config":)" + std::string(kConnectConfig) + extra + "}")
        .body;
  }
  Connector& connector() { return *worker_.find("c")->connector; }

  MemoryLog log_;
  MemoryStore bucket_;
  std::unique_ptr<runs::RunStore> runs_ = runs::open_memory_run_store();
  Worker worker_{log_, [this](const ConnectorConfig&) { return Result<objects::Store*>(&bucket_); },
                 *runs_};
  http::Router router_;
  std::optional<http::Response> refusal_;
  http::Background background_;  // Last: it uses all of the above.
};

}  // namespace pinflow::sink
