#include "gateway/kafka/group.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kafka {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// One client's side of the protocol, each answer kept when it comes.
struct GroupClient {
  std::string id;
  std::optional<JoinAnswer> joined;
  std::optional<SyncAnswer> synced;

  Claim claim() const { return {id, std::nullopt, joined ? joined->generation : -1}; }
};

class GroupTest : public testing::Test {
 protected:
  JoinRequest request_of(const GroupClient& client) {
    JoinRequest request;
    request.member_id = client.id;
    request.id_if_new = "m" + std::to_string(++id_count_);
    request.session_timeout = seconds(10);
    request.rebalance_timeout = seconds(60);
    request.protocol_type = "consumer";
    request.protocols = {{"range", "r"}, {"roundrobin", "rr"}};
    return request;
  }
  void join(GroupClient& client) { join(client, request_of(client)); }
  void join(GroupClient& client, const JoinRequest& request) {
    client.joined.reset();
    client.synced.reset();
    group_.join(request, now_, [&client](JoinAnswer answer) {
      if (answer.error == ErrorCode::kNone) client.id = answer.member_id;
      client.joined = std::move(answer);
    });
  }
  void sync(GroupClient& client, std::map<std::string, std::string> assignments = {}) {
    client.synced.reset();
    group_.sync({client.claim(), std::move(assignments)}, now_,
                [&client](SyncAnswer answer) { client.synced = std::move(answer); });
  }
  // Both in a stable group, `a` its leader.
  void make_stable(GroupClient& a, GroupClient& b) {
    join(a);
    join(b);
    join(a);
    sync(b);
    sync(a, {{a.id, "for a"}, {b.id, "for b"}});
    ASSERT_EQ(group_.state(), Group::State::kStable);
  }
  void pass(milliseconds time) {
    now_ += time;
    group_.advance(now_);
  }

  Group group_;
  SteadyTime now_{};
  int id_count_ = 0;
};

TEST_F(GroupTest, TheFirstMemberLeadsAndGetsWhatItDivides) {
  GroupClient a;
  join(a);
  ASSERT_TRUE(a.joined);
  EXPECT_EQ(a.joined->error, ErrorCode::kNone);
  EXPECT_EQ(a.joined->generation, 1);
  EXPECT_EQ(a.joined->leader, a.id);
  EXPECT_EQ(a.joined->protocol, "range");
  ASSERT_EQ(a.joined->members.size(), 1u);
  EXPECT_EQ(a.joined->members[0].metadata, "r");
  sync(a, {{a.id, "all"}});
  ASSERT_TRUE(a.synced);
  EXPECT_EQ(a.synced->assignment, "all");
  EXPECT_EQ(group_.state_name(), "Stable");
}

TEST_F(GroupTest, ANewcomerWaitsUntilTheOthersJoinAgain) {
  GroupClient a;
  GroupClient b;
  join(a);
  sync(a, {{a.id, "all"}});
  join(b);
  EXPECT_FALSE(b.joined);
  EXPECT_EQ(group_.heartbeat(a.claim(), now_), ErrorCode::kRebalanceInProgress);
  join(a);
  ASSERT_TRUE(a.joined && b.joined);
  EXPECT_EQ(a.joined->generation, 2);
  EXPECT_EQ(a.joined->members.size(), 2u);
  EXPECT_TRUE(b.joined->members.empty());
  EXPECT_EQ(b.joined->leader, a.id);
  sync(b);
  EXPECT_FALSE(b.synced);
  sync(a, {{a.id, "for a"}, {b.id, "for b"}});
  ASSERT_TRUE(b.synced);
  EXPECT_EQ(b.synced->assignment, "for b");
}

TEST_F(GroupTest, ANewMemberCanBeToldItsIdFirst) {
  GroupClient a;
  JoinRequest request = request_of(a);
  request.must_return_with_id = true;
  join(a, request);
  EXPECT_EQ(a.joined->error, ErrorCode::kMemberIdRequired);
  EXPECT_TRUE(group_.members().empty());
  EXPECT_FALSE(group_.is_deserted());
  a.id = a.joined->member_id;
  join(a);
  EXPECT_EQ(a.joined->error, ErrorCode::kNone);
  EXPECT_EQ(a.joined->member_id, request.id_if_new);
}

TEST_F(GroupTest, AnIdThatIsNotUsedInTimeIsForgotten) {
  GroupClient a;
  JoinRequest request = request_of(a);
  request.must_return_with_id = true;
  join(a, request);
  pass(seconds(10));
  EXPECT_TRUE(group_.is_deserted());
  a.id = request.id_if_new;
  join(a);
  EXPECT_EQ(a.joined->error, ErrorCode::kUnknownMemberId);
}

TEST_F(GroupTest, WhoIsSilentForTooLongIsOutAndTheRestRebalance) {
  GroupClient a;
  GroupClient b;
  make_stable(a, b);
  pass(seconds(9));
  EXPECT_EQ(group_.heartbeat(a.claim(), now_), ErrorCode::kNone);
  pass(seconds(1));
  EXPECT_EQ(group_.members().size(), 1u);
  EXPECT_EQ(group_.heartbeat(b.claim(), now_), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(group_.heartbeat(a.claim(), now_), ErrorCode::kRebalanceInProgress);
  join(a);
  EXPECT_EQ(a.joined->generation, 3);
  EXPECT_EQ(a.joined->members.size(), 1u);
}

TEST_F(GroupTest, WhoLeavesMakesTheRestRebalanceAndTheLastOneAnEmptyGroup) {
  GroupClient a;
  GroupClient b;
  make_stable(a, b);
  EXPECT_EQ(group_.leave(a.claim(), now_), ErrorCode::kNone);
  EXPECT_EQ(group_.leave(a.claim(), now_), ErrorCode::kUnknownMemberId);
  join(b);
  ASSERT_TRUE(b.joined);
  EXPECT_EQ(b.joined->leader, b.id);
  EXPECT_EQ(group_.leave(b.claim(), now_), ErrorCode::kNone);
  EXPECT_TRUE(group_.is_deserted());
  EXPECT_EQ(group_.state_name(), "Empty");
}

TEST_F(GroupTest, WhoDoesNotJoinAgainInTimeIsLeftBehind) {
  GroupClient a;
  GroupClient b;
  make_stable(a, b);
  GroupClient c;
  join(c);
  join(a);
  EXPECT_FALSE(a.joined);
  for (int i = 0; i < 7; ++i) {
    group_.heartbeat(b.claim(), now_);
    pass(seconds(9));
  }
  ASSERT_TRUE(a.joined && c.joined);
  EXPECT_EQ(a.joined->members.size(), 2u);
  EXPECT_EQ(group_.heartbeat(b.claim(), now_), ErrorCode::kUnknownMemberId);
}

TEST_F(GroupTest, ALeaderThatNeverDividesIsLeftBehind) {
  GroupClient a;
  GroupClient b;
  join(a);
  join(b);
  join(a);
  sync(b);
  for (int i = 0; i < 7; ++i) {
    group_.heartbeat(a.claim(), now_);
    pass(seconds(9));
  }
  ASSERT_TRUE(b.synced);
  EXPECT_EQ(b.synced->error, ErrorCode::kRebalanceInProgress);
  join(b);
  ASSERT_TRUE(b.joined);
  EXPECT_EQ(b.joined->leader, b.id);
}

TEST_F(GroupTest, AnOldGenerationIsToldSo) {
  GroupClient a;
  GroupClient b;
  make_stable(a, b);
  Claim old = a.claim();
  old.generation -= 1;
  EXPECT_EQ(group_.heartbeat(old, now_), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(group_.check_commit(old, now_), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(group_.check_commit(a.claim(), now_), ErrorCode::kNone);
}

TEST_F(GroupTest, CommitsFromOutsideAreForGroupsWithoutMembers) {
  EXPECT_EQ(group_.check_commit({}, now_), ErrorCode::kNone);
  GroupClient a;
  join(a);
  EXPECT_EQ(group_.check_commit({}, now_), ErrorCode::kUnknownMemberId);
}

TEST_F(GroupTest, CommitsWaitUntilThePartitionsAreDivided) {
  GroupClient a;
  join(a);
  EXPECT_EQ(group_.check_commit(a.claim(), now_), ErrorCode::kRebalanceInProgress);
  Claim old = a.claim();
  old.generation -= 1;
  EXPECT_EQ(group_.check_commit(old, now_), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(group_.check_commit({"nobody", {}, 1}, now_), ErrorCode::kUnknownMemberId);
}

// Members learn of a rebalance from their next heartbeat and commit before they join again.
TEST_F(GroupTest, MembersOfTheLastGenerationMayCommitUntilAllHaveJoinedAgain) {
  GroupClient a;
  GroupClient b;
  make_stable(a, b);
  GroupClient c;
  join(c);
  ASSERT_EQ(group_.state(), Group::State::kPreparing);
  EXPECT_EQ(group_.check_commit(b.claim(), now_), ErrorCode::kNone);
  Claim old = b.claim();
  old.generation -= 1;
  EXPECT_EQ(group_.check_commit(old, now_), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(group_.check_commit({"nobody", {}, 2}, now_), ErrorCode::kUnknownMemberId);
  EXPECT_EQ(group_.check_commit({}, now_), ErrorCode::kUnknownMemberId);
  const Claim last = b.claim();
  join(a);
  join(b);
  EXPECT_EQ(group_.check_commit(last, now_), ErrorCode::kIllegalGeneration);
  EXPECT_EQ(group_.check_commit(b.claim(), now_), ErrorCode::kRebalanceInProgress);
}

TEST_F(GroupTest, WhoWasReplacedMayNotCommit) {
  GroupClient a;
  JoinRequest request = request_of(a);
  request.instance_id = "one";
  join(a, request);
  sync(a, {{a.id, "all"}});
  const Claim before{a.id, "one", a.joined->generation};
  EXPECT_EQ(group_.check_commit(before, now_), ErrorCode::kNone);
  GroupClient again;
  request = request_of(again);
  request.instance_id = "one";
  join(again, request);
  EXPECT_EQ(group_.check_commit(before, now_), ErrorCode::kFencedInstanceId);
}

TEST_F(GroupTest, TheProtocolIsTheOneThatAllKnowAndMostPrefer) {
  GroupClient a;
  GroupClient b;
  JoinRequest request = request_of(a);
  request.protocols = {{"sticky", ""}, {"roundrobin", ""}, {"range", ""}};
  join(a, request);
  EXPECT_EQ(a.joined->protocol, "sticky");
  sync(a);
  join(b);
  request.member_id = a.id;
  join(a, request);
  EXPECT_NE(b.joined->protocol, "sticky");
  GroupClient c;
  request = request_of(c);
  request.protocols = {{"unheard of", ""}};
  join(c, request);
  EXPECT_EQ(c.joined->error, ErrorCode::kInconsistentGroupProtocol);
}

TEST_F(GroupTest, AStaticMemberThatStartsAgainKeepsItsPlaceWithoutARebalance) {
  GroupClient a;
  JoinRequest request = request_of(a);
  request.instance_id = "one";
  join(a, request);
  sync(a, {{a.id, "all"}});
  GroupClient again;
  request = request_of(again);
  request.instance_id = "one";
  join(again, request);
  ASSERT_TRUE(again.joined);
  EXPECT_EQ(again.joined->generation, 1);
  EXPECT_EQ(again.joined->leader, a.id);
  EXPECT_NE(again.id, a.id);
  sync(again);
  EXPECT_EQ(again.synced->assignment, "all");
  Claim old = a.claim();
  old.instance_id = "one";
  EXPECT_EQ(group_.heartbeat(old, now_), ErrorCode::kFencedInstanceId);
}

TEST_F(GroupTest, ALeaderThatJoinsAgainAsksForANewGenerationOthersDoNot) {
  GroupClient a;
  GroupClient b;
  make_stable(a, b);
  GroupClient leader = a.joined->leader == a.id ? a : b;
  GroupClient other = a.joined->leader == a.id ? b : a;
  join(other);
  ASSERT_TRUE(other.joined);
  EXPECT_EQ(other.joined->generation, 2);
  join(leader);
  EXPECT_FALSE(leader.joined);
  EXPECT_EQ(group_.state_name(), "PreparingRebalance");
}

TEST_F(GroupTest, ThoseWhoWaitAreToldWhenItIsAbandoned) {
  GroupClient a;
  GroupClient b;
  join(a);
  join(b);
  group_.abandon(ErrorCode::kCoordinatorNotAvailable);
  ASSERT_TRUE(b.joined);
  EXPECT_EQ(b.joined->error, ErrorCode::kCoordinatorNotAvailable);
}

TEST_F(GroupTest, ADeadlineLiesAheadAsLongAsThereAreMembers) {
  EXPECT_EQ(group_.next_deadline(), SteadyTime::max());
  GroupClient a;
  join(a);
  EXPECT_EQ(group_.next_deadline(), now_ + seconds(10));
  sync(a);
  pass(seconds(5));
  group_.heartbeat(a.claim(), now_);
  EXPECT_EQ(group_.next_deadline(), now_ + seconds(10));
}

}  // namespace
}  // namespace pinflow::gateway::kafka
