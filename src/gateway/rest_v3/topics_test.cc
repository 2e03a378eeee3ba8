#include "gateway/rest_v3/topics.h"

#include "gateway/rest_v3/v3_fixture.h"

namespace pinflow::gateway {
namespace {

TEST_F(V3Test, TopicsAreMadeFoundAndDeleted) {
  auto made = send("POST", "/topics",
                   R"({"topic_name":"t","partitions_count":2,"replication_factor":3,)"
                   R"("configs":[{"name":"retention.ms","value":"60000"}]})");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(member(made, "partitions_count"), "2");
  EXPECT_EQ(member(send("GET", "/topics/t"), "topic_name"), R"("t")");
  EXPECT_EQ(member(send("GET", "/topics"), "data/0/topic_name"), R"("t")");
  EXPECT_EQ(log_.topic("t")->config.retention_time, std::chrono::minutes(1));
  EXPECT_EQ(send("DELETE", "/topics/t").status, 204);
  EXPECT_EQ(line(send("GET", "/topics/t")), kUnknownTopic);
  EXPECT_EQ(line(send("DELETE", "/topics/t")), kUnknownTopic);
}

TEST_F(V3Test, ATopicThatIsOnlyCheckedIsNotMade) {
  EXPECT_EQ(send("POST", "/topics", R"({"topic_name":"t","validate_only":true})").status, 200);
  EXPECT_TRUE(log_.topics().empty());
}

TEST_F(V3Test, TopicsThatCannotBeMadeAreRefused) {
  ASSERT_TRUE(log_.create_topic("t", {}).ok());
  EXPECT_EQ(line(send("POST", "/topics", R"({"topic_name":"t"})")),
            R"(400 {"error_code":40002,"message":"Topic 't' already exists."})");
  for (const char* body :
       {R"({"topic_name":"a b"})", R"({"topic_name":"u","partitions_count":0})",
        R"({"topic_name":"u","configs":[{"name":"retention.ms","value":"soon"}]})",
        R"({"topic_name":"u","configs":[{"name":"none","value":"1"}]})"}) {
    EXPECT_EQ(member(send("POST", "/topics", body), "error_code"), "40002") << body;
  }
  EXPECT_EQ(send("POST", "/topics", "{}").status, 422);
  EXPECT_EQ(send("POST", "/topics", "{").status, 400);
}

TEST_F(V3Test, PartitionsCanBeAdded) {
  ASSERT_TRUE(log_.create_topic("t", {}).ok());
  EXPECT_EQ(member(send("PATCH", "/topics/t", R"({"partitions_count":3})"), "partitions_count"),
            "3");
  EXPECT_EQ(log_.topic("t")->config.partition_count, 3);
  EXPECT_EQ(send("PATCH", "/topics/t", "{}").status, 422);
}

TEST_F(V3Test, ShowsPartitionsOffsetsAndReplicas) {
  ASSERT_TRUE(log_.create_topic("t", {}).ok());
  log_.add("t", "a");
  log_.add("t", "b");
  EXPECT_EQ(member(send("GET", "/topics/t/partitions"), "data/0/partition_id"), "0");
  EXPECT_EQ(member(send("GET", "/topics/t/partitions/0"), "kind"), R"("KafkaPartition")");
  EXPECT_EQ(member(send("GET", "/topics/t/partitions/0/offset"), "offset"), "2");
  EXPECT_EQ(member(send("GET", "/topics/t/partitions/0/offset?offset_type=earliest"), "offset"),
            "0");
  EXPECT_EQ(send("GET", "/topics/t/partitions/0/offset?offset_type=x").status, 400);
  EXPECT_EQ(member(send("GET", "/topics/t/partitions/0/replicas"), "data/0/is_leader"), "true");
  for (const char* target : {"/topics/t/partitions/1", "/topics/u/partitions",
                             "/topics/t/partitions/x/offset", "/topics/t/partitions/1/replicas"}) {
    EXPECT_EQ(line(send("GET", target)), kUnknownTopic) << target;
  }
}

}  // namespace
}  // namespace pinflow::gateway
