#include "gateway/kafka/coordinator.h"

#include <gtest/gtest.h>

#include <future>

namespace pinflow::gateway::kafka {
namespace {

using std::chrono::milliseconds;

JoinRequest new_member() {
  JoinRequest request;
  request.client_id = "client";
  request.session_timeout = std::chrono::seconds(10);
  request.rebalance_timeout = std::chrono::seconds(60);
  request.protocol_type = "consumer";
  request.protocols = {{"range", "r"}};
  return request;
}

JoinAnswer join(Coordinator& coordinator, const std::string& group, const JoinRequest& request) {
  std::promise<JoinAnswer> answer;
  coordinator.join(group, request, [&](JoinAnswer one) { answer.set_value(std::move(one)); });
  return answer.get_future().get();
}

TEST(CoordinatorTest, AGroupIsDescribedAsLongAsItHasMembers) {
  Coordinator coordinator;
  EXPECT_FALSE(coordinator.describe("g"));
  const JoinAnswer joined = join(coordinator, "g", new_member());
  EXPECT_TRUE(joined.member_id.starts_with("client-"));
  const auto description = coordinator.describe("g");
  ASSERT_TRUE(description);
  EXPECT_EQ(description->state, "CompletingRebalance");
  EXPECT_EQ(description->members.at(0).id, joined.member_id);
  EXPECT_EQ(coordinator.protocol_types().at("g"), "consumer");
  EXPECT_EQ(coordinator.leave("g", {joined.member_id, {}, -1}), ErrorCode::kNone);
  EXPECT_FALSE(coordinator.describe("g"));
}

TEST(CoordinatorTest, ASilentMemberGoesWithoutAnybodyAsking) {
  CoordinatorOptions options;
  options.session_timeout_min = milliseconds(1);
  Coordinator coordinator(options);
  JoinRequest silent = new_member();
  silent.session_timeout = milliseconds(1);
  ASSERT_EQ(join(coordinator, "g", silent).error, ErrorCode::kNone);
  // The second waits until the first is out, which only the coordinator's clock brings about.
  JoinAnswer second = join(coordinator, "g", new_member());
  EXPECT_EQ(second.error, ErrorCode::kNone);
  EXPECT_EQ(second.members.size(), 1u);
}

TEST(CoordinatorTest, WhatIsOutOfBoundsIsRefused) {
  Coordinator coordinator({.group_count_max = 1, .member_bytes_max = 10});
  EXPECT_EQ(join(coordinator, "", new_member()).error, ErrorCode::kInvalidGroupId);
  JoinRequest request = new_member();
  request.session_timeout = milliseconds(1);
  EXPECT_EQ(join(coordinator, "g", request).error, ErrorCode::kInvalidSessionTimeout);
  request = new_member();
  request.protocols[0].metadata = "0123456789";
  EXPECT_EQ(join(coordinator, "g", request).error, ErrorCode::kInvalidRequest);
  request = new_member();
  request.member_id = "nobody";
  EXPECT_EQ(join(coordinator, "g", request).error, ErrorCode::kUnknownMemberId);
  EXPECT_EQ(join(coordinator, "g", new_member()).error, ErrorCode::kNone);
  EXPECT_EQ(join(coordinator, "h", new_member()).error, ErrorCode::kGroupMaxSizeReached);
}

TEST(CoordinatorTest, AnybodyMayCommitToAGroupWithoutMembers) {
  Coordinator coordinator;
  EXPECT_EQ(coordinator.check_commit("g", {}), ErrorCode::kNone);
  EXPECT_EQ(coordinator.check_commit("g", {"m", {}, 1}), ErrorCode::kIllegalGeneration);
  ASSERT_EQ(join(coordinator, "g", new_member()).error, ErrorCode::kNone);
  EXPECT_EQ(coordinator.check_commit("g", {}), ErrorCode::kUnknownMemberId);
}

TEST(CoordinatorTest, WhoeverWaitsAtTheEndIsTold) {
  Coordinator coordinator;
  ASSERT_EQ(join(coordinator, "g", new_member()).error, ErrorCode::kNone);
  std::promise<JoinAnswer> answer;
  coordinator.join("g", new_member(), [&](JoinAnswer one) { answer.set_value(std::move(one)); });
  coordinator.close();
  EXPECT_EQ(answer.get_future().get().error, ErrorCode::kCoordinatorNotAvailable);
  EXPECT_EQ(join(coordinator, "g", new_member()).error, ErrorCode::kCoordinatorNotAvailable);
}

}  // namespace
}  // namespace pinflow::gateway::kafka
