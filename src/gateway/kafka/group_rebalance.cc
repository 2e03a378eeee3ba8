// Rebalances: when members come to a new generation, and what each gets in it.
#include <algorithm>
#include <utility>

#include "gateway/kafka/group.h"

namespace pinflow::gateway::kafka {

std::string_view Group::state_name() const {
  switch (state_) {
    case State::kEmpty:
      return "Empty";
    case State::kPreparing:
      return "PreparingRebalance";
    case State::kCompleting:
      return "CompletingRebalance";
    case State::kStable:
      return "Stable";
  }
  return "";
}

SteadyTime Group::after_rebalance_timeout(SteadyTime now) const {
  std::chrono::milliseconds longest{0};
  for (const auto& [id, member] : members_) longest = std::max(longest, member.rebalance_timeout);
  return now + longest;
}

// Asks all members to join again, by the error that their next heartbeat gets.
void Group::prepare(SteadyTime now) {
  for (auto& [id, member] : members_) {
    member.assignment.clear();
    if (member.syncing) {
      std::exchange(member.syncing, nullptr)({ErrorCode::kRebalanceInProgress, ""});
      member.silent_at = now + member.session_timeout;
    }
  }
  state_ = State::kPreparing;
  phase_ends_at_ = after_rebalance_timeout(now);
  complete_if_all_joined(now);
}

void Group::complete_if_all_joined(SteadyTime now) {
  if (state_ != State::kPreparing || !expected_.empty()) return;
  const bool all_joined = std::all_of(members_.begin(), members_.end(), [](const auto& entry) {
    return entry.second.joining != nullptr;
  });
  if (all_joined) complete(now);
}

// All that wait become the next generation.
void Group::complete(SteadyTime now) {
  if (members_.empty()) {
    state_ = State::kEmpty;
    phase_ends_at_ = SteadyTime::max();
    return;
  }
  ++generation_;
  protocol_ = choose_protocol();
  state_ = State::kCompleting;
  phase_ends_at_ = after_rebalance_timeout(now);
  const auto leader = members_.find(leader_);
  if (leader == members_.end() || !leader->second.joining) {
    const auto first = std::find_if(members_.begin(), members_.end(), [](const auto& entry) {
      return entry.second.joining != nullptr;
    });
    leader_ = first == members_.end() ? members_.begin()->first : first->first;
  }
  for (auto& [id, member] : members_) {
    if (!member.joining) continue;
    member.silent_at = now + member.session_timeout;
    std::exchange(member.joining, nullptr)(joined(member));
  }
}

// Each member votes for the first of its protocols that all know.
std::string Group::choose_protocol() const {
  std::map<std::string, size_t> votes;
  for (const auto& [id, member] : members_) {
    for (const Protocol& own : member.protocols) {
      const bool all_know = std::all_of(members_.begin(), members_.end(), [&](const auto& entry) {
        const auto& known = entry.second.protocols;
        return std::any_of(known.begin(), known.end(),
                           [&](const Protocol& other) { return other.name == own.name; });
      });
      if (!all_know) continue;
      ++votes[own.name];
      break;
    }
  }
  const auto most = std::max_element(
      votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == votes.end() ? "" : most->first;
}

JoinAnswer Group::joined(const Member& member) const {
  JoinAnswer answer;
  answer.generation = generation_;
  answer.protocol = protocol_;
  answer.leader = leader_;
  answer.member_id = member.id;
  if (member.id != leader_) return answer;
  for (const auto& [id, other] : members_) {
    answer.members.push_back({id, other.instance_id, std::string(other.metadata(protocol_))});
  }
  return answer;
}

void Group::sync(const SyncRequest& request, SteadyTime now, Reply<SyncAnswer> reply) {
  ErrorCode error = check_claim(request.claim);
  if (error == ErrorCode::kNone && state_ == State::kPreparing) {
    error = ErrorCode::kRebalanceInProgress;
  }
  if (error != ErrorCode::kNone) return reply({error, ""});
  Member& member = members_.at(request.claim.member_id);
  member.silent_at = now + member.session_timeout;
  if (state_ == State::kStable) return reply({ErrorCode::kNone, member.assignment});
  if (member.syncing) member.syncing({ErrorCode::kRebalanceInProgress, ""});
  member.syncing = std::move(reply);
  if (member.id == leader_) settle(request, now);
}

// The leader has divided the partitions.
void Group::settle(const SyncRequest& request, SteadyTime now) {
  state_ = State::kStable;
  phase_ends_at_ = SteadyTime::max();
  for (auto& [id, member] : members_) {
    const auto own = request.assignments.find(id);
    member.assignment = own == request.assignments.end() ? "" : own->second;
    if (!member.syncing) continue;
    member.silent_at = now + member.session_timeout;
    std::exchange(member.syncing, nullptr)({ErrorCode::kNone, member.assignment});
  }
}

// After one or more members have gone.
void Group::react_to_loss(SteadyTime now) {
  if (state_ == State::kPreparing) return complete_if_all_joined(now);
  if (state_ != State::kEmpty) prepare(now);
}

void Group::advance(SteadyTime now) {
  bool has_lost = std::erase_if(expected_, [&](const auto& one) { return one.second <= now; }) > 0;
  const bool is_phase_over = phase_ends_at_ <= now;
  std::vector<std::string> late;
  bool has_any_joined = false;
  for (const auto& [id, member] : members_) {
    const bool is_silent = !member.is_waiting() && member.silent_at <= now;
    // A static member may be starting again: only silence ends it.
    const bool misses_join =
        is_phase_over && state_ == State::kPreparing && !member.joining && !member.instance_id;
    const bool misses_sync = is_phase_over && state_ == State::kCompleting && !member.syncing;
    if (is_silent || misses_join || misses_sync) late.push_back(id);
    has_any_joined = has_any_joined || member.joining != nullptr;
  }
  for (const std::string& id : late) remove(id, ErrorCode::kUnknownMemberId);
  has_lost = has_lost || !late.empty();
  if (is_phase_over && state_ == State::kPreparing && (has_any_joined || members_.empty())) {
    return complete(now);
  }
  if (is_phase_over) phase_ends_at_ = after_rebalance_timeout(now);
  if (has_lost) react_to_loss(now);
}

SteadyTime Group::next_deadline() const {
  SteadyTime next = phase_ends_at_;
  for (const auto& [id, deadline] : expected_) next = std::min(next, deadline);
  for (const auto& [id, member] : members_) {
    if (!member.is_waiting()) next = std::min(next, member.silent_at);
  }
  return next;
}

void Group::abandon(ErrorCode error) {
  while (!members_.empty()) remove(std::string(members_.begin()->first), error);
  expected_.clear();
  state_ = State::kEmpty;
  phase_ends_at_ = SteadyTime::max();
}

}  // namespace pinflow::gateway::kafka
