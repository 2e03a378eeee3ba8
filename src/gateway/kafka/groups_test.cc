// Groups and their positions, as members and tools see them.
#include "gateway/kafka/call.h"

#include "gateway/kafka/kafka_fixture.h"

namespace pinflow::gateway::kafka {
namespace {

class KafkaGroupsTest : public KafkaFixture {
 protected:
  KafkaGroupsTest() { make_topic("t", 2); }

  // The only member of group "g", which is stable then. Its id.
  std::string join() {
    Asked asked(RequestKind::kJoinGroup, 2);
    asked.body.set("group_id", "g").set("session_timeout_ms", 30'000);
    asked.body.set("rebalance_timeout_ms", 60'000).set("protocol_type", "consumer");
    asked.body.add("protocols").set("name", "range").set("metadata", "m");
    Answered joined = ask(asked);
    EXPECT_EQ(joined.body.number("error_code"), 0);
    std::string id(joined.body.text("member_id"));
    EXPECT_EQ(joined.body.text("leader"), id);
    EXPECT_EQ(joined.body.list("members").at(0).text("metadata"), "m");
    Asked sync(RequestKind::kSyncGroup, 3);
    sync.body.set("group_id", "g").set("generation_id", 1).set("member_id", id);
    sync.body.add("assignments").set("member_id", id).set("assignment", "all");
    EXPECT_EQ(ask(sync).body.text("assignment"), "all");
    return id;
  }
  Answered commit(const std::string& member, int64_t generation, int64_t offset) {
    Asked asked(RequestKind::kOffsetCommit, 7);
    asked.body.set("group_id", "g").set("generation_id", generation).set("member_id", member);
    Message& partition = asked.body.add("topics").set("name", "t").add("partitions");
    partition.set("index", 1).set("offset", offset).set("metadata", "");
    return ask(asked);
  }
  Answered describe() {
    Asked asked(RequestKind::kDescribeGroups, 4);
    asked.body.add("groups").set("group_id", "g");
    return ask(asked);
  }
};

TEST_F(KafkaGroupsTest, TheCoordinatorIsTheBroker) {
  Asked asked(RequestKind::kFindCoordinator, 2);
  asked.body.set("key", "g");
  Answered found = ask(asked);
  EXPECT_EQ(found.body.number("error_code"), 0);
  EXPECT_EQ(found.body.text("host"), "127.0.0.1");
  asked.body.set("key_type", 1);
  EXPECT_EQ(ask(asked).body.number("error_code"), 15);
}

TEST_F(KafkaGroupsTest, AMemberCommitsForItsGeneration) {
  const std::string id = join();
  EXPECT_EQ(first(commit(id, 1, 5).body).number("error_code"), 0);
  EXPECT_EQ(first(commit(id, 0, 6).body).number("error_code"), 22);
  EXPECT_EQ(first(commit("nobody", 1, 6).body).number("error_code"), 25);
  const auto positions = log_->positions("g");
  EXPECT_EQ(model::to_int64(positions->at({"t", model::Partition{1}})), 5);
}

TEST_F(KafkaGroupsTest, PositionsAreThoseOfTheLog) {
  ASSERT_TRUE(log_->commit_positions("g", {{{"t", model::Partition{0}}, model::Offset{3}}}).ok());
  Asked asked(RequestKind::kOffsetFetch, 5);
  asked.body.set("group_id", "g");
  Message& topic = asked.body.add("topics").set("name", "t");
  topic.add("partitions").set("index", 0);
  topic.add("partitions").set("index", 1);
  Answered fetched = ask(asked);
  EXPECT_EQ(first(fetched.body).number("offset"), 3);
  EXPECT_EQ(fetched.body.list("topics").at(0).list("partitions").at(1).number("offset"), -1);
  Asked all(RequestKind::kOffsetFetch, 5);
  all.body.set("group_id", "g");
  Answered fetched_all = ask(all);
  EXPECT_EQ(first(fetched_all.body).number("offset"), 3);
}

TEST_F(KafkaGroupsTest, AGroupWithoutMembersTakesPositionsFromAnybody) {
  EXPECT_EQ(first(commit("", -1, 2).body).number("error_code"), 0);
  join();
  EXPECT_EQ(first(commit("", -1, 4).body).number("error_code"), 25);
}

// A client need not wait for the answer to one before it sends the next.
TEST_F(KafkaGroupsTest, PositionsAreStoredInTheOrderOfTheirCommits) {
  http::WaitQueue queue;
  std::vector<http::Task<http::PacketAnswer>> committing;
  for (int64_t offset = 1; offset <= 50; ++offset) {
    Asked asked(RequestKind::kOffsetCommit, 7);
    asked.body.set("group_id", "g").set("generation_id", -1);
    Message& partition = asked.body.add("topics").set("name", "t").add("partitions");
    partition.set("index", 1).set("offset", offset);
    committing.push_back(session_->answer(packet_of(asked)));
    committing.back().start();
  }
  for (auto& task : committing) {
    while (!task.ended()) queue.run_some();
  }
  const auto positions = log_->positions("g");
  EXPECT_EQ(model::to_int64(positions->at({"t", model::Partition{1}})), 50);
}

TEST_F(KafkaGroupsTest, APositionOfNoPartitionIsRefusedAndTheOthersAreKept) {
  Asked asked(RequestKind::kOffsetCommit, 7);
  asked.body.set("group_id", "g").set("generation_id", -1);
  Message& topic = asked.body.add("topics").set("name", "t");
  topic.add("partitions").set("index", 9).set("offset", 1);
  topic.add("partitions").set("index", 0).set("offset", 1);
  Answered committed = ask(asked);
  EXPECT_EQ(first(committed.body).number("error_code"), 3);
  EXPECT_EQ(committed.body.list("topics").at(0).list("partitions").at(1).number("error_code"), 0);
  EXPECT_EQ(log_->positions("g")->size(), 1u);
}

TEST_F(KafkaGroupsTest, AGroupIsShownAsItIs) {
  EXPECT_EQ(describe().body.list("groups").at(0).text("group_state"), "Dead");
  const std::string id = join();
  Answered described = describe();
  const Message& group = described.body.list("groups").at(0);
  EXPECT_EQ(group.text("group_state"), "Stable");
  EXPECT_EQ(group.text("protocol_data"), "range");
  EXPECT_EQ(group.list("members").at(0).text("client_host"), "/10.0.0.9");
  EXPECT_EQ(group.list("members").at(0).text("member_assignment"), "all");
  Answered listed = ask(Asked(RequestKind::kListGroups, 2));
  EXPECT_EQ(listed.body.list("groups").at(0).text("group_id"), "g");
}

TEST_F(KafkaGroupsTest, AGroupIsDeletedOnceNobodyIsInIt) {
  const std::string id = join();
  commit(id, 1, 5);
  Asked asked(RequestKind::kDeleteGroups, 1);
  asked.body.add("groups").set("group_id", "g");
  EXPECT_EQ(ask(asked).body.list("groups").at(0).number("error_code"), 68);
  Asked leaving(RequestKind::kLeaveGroup, 3);
  leaving.body.set("group_id", "g").add("members").set("member_id", id);
  EXPECT_EQ(ask(leaving).body.list("members").at(0).number("error_code"), 0);
  EXPECT_EQ(describe().body.list("groups").at(0).text("group_state"), "Empty");
  EXPECT_EQ(ask(asked).body.list("groups").at(0).number("error_code"), 0);
  EXPECT_EQ(ask(asked).body.list("groups").at(0).number("error_code"), 69);
}

TEST_F(KafkaGroupsTest, AHeartbeatOfAMemberIsWelcome) {
  const std::string id = join();
  Asked asked(RequestKind::kHeartbeat, 3);
  asked.body.set("group_id", "g").set("generation_id", 1).set("member_id", id);
  EXPECT_EQ(ask(asked).body.number("error_code"), 0);
  asked.body.set("member_id", "nobody");
  EXPECT_EQ(ask(asked).body.number("error_code"), 25);
}

}  // namespace
}  // namespace pinflow::gateway::kafka
