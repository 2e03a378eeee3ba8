#include "schedule/alert.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "http/server.h"

namespace pinflow::schedule {
namespace {

const Alert kAlert{"failed", "daily", runs::RunId{7}, "clean: no \"space\""};
constexpr const char* kJson =
    R"({"kind":"failed","dag":"daily","run":7,"message":"clean: no \"space\"",)"
    R"("text":"pinflow: run 7 of daily failed: clean: no \"space\""})";

http::Task<http::Response> answer(const http::Request* request, std::string* heard) {
  *heard = std::string(request->target) + " " + std::string(request->body);
  co_return http::Response::json(heard->starts_with("/gone") ? 404 : 200, "{}");
}

TEST(Alert, SaysWhatHappenedToProgramsAndToPeople) {
  EXPECT_EQ(alert_json(kAlert), kJson);
  Alert late{"late", "daily", runs::RunId{8}, "it is queued"};
  EXPECT_NE(alert_json(late).find("run 8 of daily is late: it is queued"), std::string::npos);
}

TEST(Alert, IsToldToACommand) {
  const std::string file = testing::TempDir() + "alert_command";
  ASSERT_TRUE(tell_by_command("printf %s \"$PINFLOW_ALERT\" > " + file)(kAlert).ok());
  EXPECT_EQ(*read_file(file), kJson);
  EXPECT_EQ(tell_by_command("exit 3")(kAlert).message(), "alert: the command ended with 3");
}

TEST(Alert, IsToldToAWebhookThatTakesIt) {
  std::string heard;
  http::Router router;
  router.add("POST", "/hook/a", [&](const http::Request& it) { return answer(&it, &heard); });
  router.add("POST", "/gone", [&](const http::Request& it) { return answer(&it, &heard); });
  http::ServerOptions options;
  options.port = 0;
  auto server = std::move(*http::start_server(options, router));
  const std::string url = "http://127.0.0.1:" + std::to_string(server->port());
  Status told = (*tell_by_webhook(url + "/hook/a?key=b"))(kAlert);
  EXPECT_TRUE(told.ok()) << told.message();
  EXPECT_EQ(heard, std::string("/hook/a?key=b ") + kJson);
  EXPECT_EQ((*tell_by_webhook(url + "/gone"))(kAlert).message(),
            "alert: 127.0.0.1 answered HTTP 404");
  server->stop(std::chrono::seconds(1));
  EXPECT_FALSE((*tell_by_webhook(url))(kAlert).ok());
  EXPECT_EQ(tell_by_webhook("secret").status().message(), "the webhook is no URL");
}

}  // namespace
}  // namespace pinflow::schedule
