// Members: how they come, go and are known. group_rebalance.cc has what they agree on.
#include "gateway/kafka/group.h"

#include <algorithm>
#include <utility>

namespace pinflow::gateway::kafka {
namespace {

bool supports(const Group::Member& member, std::string_view protocol) {
  return std::any_of(member.protocols.begin(), member.protocols.end(),
                     [&](const Protocol& own) { return own.name == protocol; });
}

void refuse(const JoinRequest& request, ErrorCode error, const Reply<JoinAnswer>& reply) {
  JoinAnswer answer;
  answer.error = error;
  answer.member_id = request.member_id;
  reply(std::move(answer));
}

}  // namespace

std::string_view Group::Member::metadata(std::string_view protocol) const {
  for (const Protocol& own : protocols) {
    if (own.name == protocol) return own.metadata;
  }
  return {};
}

void Group::join(const JoinRequest& request, SteadyTime now, Reply<JoinAnswer> reply) {
  if (ErrorCode error = check_join(request); error != ErrorCode::kNone) {
    return refuse(request, error, reply);
  }
  if (request.member_id.empty()) return join_new(request, now, std::move(reply));
  if (expected_.erase(request.member_id) > 0) {
    return add(request.member_id, request, now, std::move(reply));
  }
  const Claim claim{request.member_id, request.instance_id, generation_};
  ErrorCode error = check_claim(claim);
  if (error != ErrorCode::kNone) return refuse(request, error, reply);
  join_again(members_.at(request.member_id), request, now, std::move(reply));
}

// What can be said of it without knowing who it is.
ErrorCode Group::check_join(const JoinRequest& request) const {
  if (request.protocols.empty() || request.protocol_type.empty()) {
    return ErrorCode::kInconsistentGroupProtocol;
  }
  const bool is_member = members_.contains(request.member_id);
  if (!is_member && members_.size() + expected_.size() >= kMembersMax &&
      !expected_.contains(request.member_id)) {
    return ErrorCode::kGroupMaxSizeReached;
  }
  if (members_.empty()) return ErrorCode::kNone;
  const bool is_shared =
      std::any_of(request.protocols.begin(), request.protocols.end(), [&](const Protocol& one) {
        return std::all_of(members_.begin(), members_.end(), [&](const auto& entry) {
          const bool is_own =
              entry.first == request.member_id ||
              (request.instance_id && entry.second.instance_id == request.instance_id);
          return is_own || supports(entry.second, one.name);
        });
      });
  return is_shared && request.protocol_type == protocol_type_
             ? ErrorCode::kNone
             : ErrorCode::kInconsistentGroupProtocol;
}

ErrorCode Group::check_claim(const Claim& claim) const {
  if (claim.instance_id) {
    const auto known = static_ids_.find(*claim.instance_id);
    if (known == static_ids_.end()) return ErrorCode::kUnknownMemberId;
    if (known->second != claim.member_id) return ErrorCode::kFencedInstanceId;
  }
  if (!members_.contains(claim.member_id)) return ErrorCode::kUnknownMemberId;
  return claim.generation == generation_ ? ErrorCode::kNone : ErrorCode::kIllegalGeneration;
}

void Group::join_new(const JoinRequest& request, SteadyTime now, Reply<JoinAnswer> reply) {
  const auto known =
      request.instance_id ? static_ids_.find(*request.instance_id) : static_ids_.end();
  if (known != static_ids_.end()) {
    return replace(std::string(known->second), request, now, std::move(reply));
  }
  if (!request.must_return_with_id || request.instance_id) {
    return add(request.id_if_new, request, now, std::move(reply));
  }
  expected_[request.id_if_new] = now + request.session_timeout;
  JoinAnswer answer;
  answer.error = ErrorCode::kMemberIdRequired;
  answer.member_id = request.id_if_new;
  reply(std::move(answer));
}

void Group::join_again(Member& member, const JoinRequest& request, SteadyTime now,
                       Reply<JoinAnswer> reply) {
  const bool has_changed = member.protocols != request.protocols;
  const bool is_settled = state_ == State::kCompleting || state_ == State::kStable;
  // The leader joins again when it saw something that others have to know.
  const bool leads_anew = state_ == State::kStable && member.id == leader_;
  member.protocols = request.protocols;
  member.session_timeout = request.session_timeout;
  member.rebalance_timeout = request.rebalance_timeout;
  member.silent_at = now + member.session_timeout;
  if (is_settled && !has_changed && !leads_anew) return reply(joined(member));
  if (member.joining) refuse(request, ErrorCode::kUnknownMemberId, member.joining);
  member.joining = std::move(reply);
  if (state_ != State::kPreparing) return prepare(now);
  complete_if_all_joined(now);
}

// A static member has started again: it takes the place of the one that it was before.
void Group::replace(const std::string& old_id, const JoinRequest& request, SteadyTime now,
                    Reply<JoinAnswer> reply) {
  Member member = std::move(members_.at(old_id));
  if (member.joining) {
    JoinAnswer fenced;
    fenced.error = ErrorCode::kFencedInstanceId;
    fenced.member_id = old_id;
    std::exchange(member.joining, nullptr)(std::move(fenced));
  }
  if (member.syncing) {
    std::exchange(member.syncing, nullptr)({ErrorCode::kFencedInstanceId, ""});
  }
  const std::string leader = leader_;
  if (leader_ == old_id) leader_ = request.id_if_new;
  members_.erase(old_id);
  member.id = request.id_if_new;
  static_ids_[*request.instance_id] = member.id;
  const bool has_changed = member.protocols != request.protocols;
  member.protocols = request.protocols;
  member.session_timeout = request.session_timeout;
  member.rebalance_timeout = request.rebalance_timeout;
  member.silent_at = now + member.session_timeout;
  Member& placed = members_.emplace(member.id, std::move(member)).first->second;
  if (state_ == State::kStable && !has_changed) {
    // Named as it was, the leader does not divide anew what has been divided.
    JoinAnswer answer = joined(placed);
    answer.leader = leader;
    answer.members.clear();
    return reply(std::move(answer));
  }
  placed.joining = std::move(reply);
  if (state_ != State::kPreparing) return prepare(now);
  complete_if_all_joined(now);
}

void Group::add(const std::string& id, const JoinRequest& request, SteadyTime now,
                Reply<JoinAnswer> reply) {
  Member& member = members_[id];
  member.id = id;
  member.instance_id = request.instance_id;
  member.client_id = request.client_id;
  member.client_host = request.client_host;
  member.session_timeout = request.session_timeout;
  member.rebalance_timeout = request.rebalance_timeout;
  member.protocols = request.protocols;
  member.silent_at = now + request.session_timeout;
  member.joining = std::move(reply);
  if (request.instance_id) static_ids_[*request.instance_id] = id;
  if (members_.size() == 1) protocol_type_ = request.protocol_type;
  if (state_ != State::kPreparing) return prepare(now);
  complete_if_all_joined(now);
}

// It is told why if it waits.
void Group::remove(const std::string& id, ErrorCode told) {
  const auto found = members_.find(id);
  Member& member = found->second;
  if (member.joining) {
    JoinAnswer answer;
    answer.error = told;
    answer.member_id = id;
    member.joining(std::move(answer));
  }
  if (member.syncing) member.syncing({told, ""});
  if (member.instance_id) static_ids_.erase(*member.instance_id);
  members_.erase(found);
}

ErrorCode Group::heartbeat(const Claim& claim, SteadyTime now) {
  ErrorCode error = check_claim(claim);
  if (error != ErrorCode::kNone) return error;
  Member& member = members_.at(claim.member_id);
  member.silent_at = now + member.session_timeout;
  return state_ == State::kPreparing ? ErrorCode::kRebalanceInProgress : ErrorCode::kNone;
}

ErrorCode Group::leave(const Claim& claim, SteadyTime now) {
  if (expected_.erase(claim.member_id) > 0) {
    complete_if_all_joined(now);
    return ErrorCode::kNone;
  }
  Claim whom = claim;
  whom.generation = generation_;
  // Tools take a static member out by its instance id alone.
  if (whom.instance_id && whom.member_id.empty() && static_ids_.contains(*whom.instance_id)) {
    whom.member_id = static_ids_.at(*whom.instance_id);
  }
  ErrorCode error = check_claim(whom);
  if (error != ErrorCode::kNone) return error;
  remove(whom.member_id, ErrorCode::kUnknownMemberId);
  react_to_loss(now);
  return ErrorCode::kNone;
}

ErrorCode Group::check_commit(const Claim& claim, SteadyTime now) {
  if (claim.generation < 0 && members_.empty()) return ErrorCode::kNone;
  ErrorCode error = check_claim(claim);
  if (error != ErrorCode::kNone) return error;
  if (state_ == State::kCompleting) return ErrorCode::kRebalanceInProgress;
  Member& member = members_.at(claim.member_id);
  member.silent_at = now + member.session_timeout;
  return ErrorCode::kNone;
}

}  // namespace pinflow::gateway::kafka
