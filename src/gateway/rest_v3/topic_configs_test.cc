#include "gateway/rest_v3/topic_configs.h"

#include "gateway/rest_v3/v3_fixture.h"

namespace pinflow::gateway {
namespace {

TEST_F(V3Test, SettingsOfATopicAreReadAndChanged) {
  ASSERT_TRUE(log_.create_topic("t", {}).ok());
  EXPECT_EQ(member(send("GET", "/topics/t/configs"), "data/0/name"), R"("cleanup.policy")");
  auto get = [&] { return member(send("GET", "/topics/t/configs/retention.ms"), "value"); };
  EXPECT_EQ(get(), R"("-1")");
  EXPECT_EQ(send("PUT", "/topics/t/configs/retention.ms", R"({"value":"60000"})").status, 204);
  EXPECT_EQ(get(), R"("60000")");
  EXPECT_EQ(member(send("GET", "/topics/t/configs/retention.ms"), "is_default"), "false");
  EXPECT_EQ(send("DELETE", "/topics/t/configs/retention.ms").status, 204);
  EXPECT_EQ(get(), R"("-1")");
  EXPECT_EQ(send("POST", "/topics/t/configs:alter",
                 R"({"data":[{"name":"retention.ms","value":"5"},)"
                 R"({"name":"retention.bytes","operation":"DELETE"}]})")
                .status,
            204);
  EXPECT_EQ(get(), R"("5")");
}

TEST_F(V3Test, AChangeThatIsPartlyWrongChangesNothing) {
  ASSERT_TRUE(log_.create_topic("t", {}).ok());
  auto response = send("POST", "/topics/t/configs:alter",
                       R"({"data":[{"name":"retention.ms","value":"5"},)"
                       R"({"name":"retention.bytes","value":"x"}]})");
  EXPECT_EQ(member(response, "error_code"), "40002");
  EXPECT_EQ(log_.topic("t")->config.retention_time, std::nullopt);
  EXPECT_EQ(send("PUT", "/topics/t/configs/none", R"({"value":"1"})").status, 404);
  EXPECT_EQ(send("GET", "/topics/t/configs/none").status, 404);
  EXPECT_EQ(line(send("PUT", "/topics/u/configs/retention.ms", R"({"value":"1"})")), kUnknownTopic);
  EXPECT_EQ(send("POST", "/topics/t/configs:alter", "{}").status, 422);
}

}  // namespace
}  // namespace pinflow::gateway
