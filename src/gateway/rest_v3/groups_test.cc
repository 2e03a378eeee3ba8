#include "gateway/rest_v3/groups.h"

#include "gateway/rest_v3/v3_fixture.h"

namespace pinflow::gateway {
namespace {

class GroupsTest : public V3Test {
 protected:
  GroupsTest() {
    check(log_.create_topic("t", {}).ok());
    for (int i = 0; i < 5; ++i) log_.add("t", "x");
    check(log_.commit_positions("g", {{{"t", model::Partition{0}}, model::Offset{2}}}).ok());
  }
  void join() {
    ASSERT_TRUE(proxy_.consumers.create({"g", "i"}, {}, "").ok());
    auto consumer = proxy_.consumers.find({"g", "i"}, "");
    ASSERT_TRUE(consumer->group->subscribe("i", {{"t"}, {}}).ok());
  }
};

TEST_F(GroupsTest, GroupsAreThoseThatCommittedAndThoseThatRead) {
  EXPECT_EQ(member(send("GET", "/consumer-groups"), "data/0/consumer_group_id"), R"("g")");
  EXPECT_EQ(member(send("GET", "/consumer-groups/g"), "state"), R"("EMPTY")");
  join();
  EXPECT_EQ(member(send("GET", "/consumer-groups/g"), "state"), R"("STABLE")");
  EXPECT_EQ(member(send("GET", "/consumer-groups/g/consumers"), "data/0/consumer_id"), R"("i")");
  EXPECT_EQ(member(send("GET", "/consumer-groups/g/consumers/i"), "consumer_id"), R"("i")");
  EXPECT_EQ(
      member(send("GET", "/consumer-groups/g/consumers/i/assignments"), "data/0/partition_id"),
      "0");
  EXPECT_EQ(send("GET", "/consumer-groups/none").status, 404);
  EXPECT_EQ(send("GET", "/consumer-groups/g/consumers/none").status, 404);
}

TEST_F(GroupsTest, LagIsWhatAGroupHasNotReadYet) {
  join();
  auto summary = send("GET", "/consumer-groups/g/lag-summary");
  EXPECT_EQ(member(summary, "total_lag"), "3");
  EXPECT_EQ(member(summary, "max_lag_consumer_id"), R"("i")");
  auto lags = send("GET", "/consumer-groups/g/lags");
  EXPECT_EQ(member(lags, "data/0/current_offset"), "2");
  EXPECT_EQ(member(lags, "data/0/log_end_offset"), "5");
  EXPECT_EQ(member(send("GET", "/consumer-groups/g/lags/t/partitions/0"), "lag"), "3");
  EXPECT_EQ(line(send("GET", "/consumer-groups/g/lags/t/partitions/1")), kUnknownTopic);
}

}  // namespace
}  // namespace pinflow::gateway
