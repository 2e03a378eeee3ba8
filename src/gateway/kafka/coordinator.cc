#include "gateway/kafka/coordinator.h"

#include <algorithm>

#include "base/uuid.h"

namespace pinflow::gateway::kafka {
namespace {

SteadyTime steady_now() { return std::chrono::steady_clock::now(); }

constexpr std::chrono::milliseconds kRebalanceTimeoutMin{1'000};

GroupDescription description_of(const Group& group) {
  GroupDescription description;
  description.state = group.state_name();
  description.protocol_type = group.protocol_type();
  const bool is_stable = group.state() == Group::State::kStable;
  if (is_stable) description.protocol = group.protocol();
  for (const auto& [id, member] : group.members()) {
    description.members.push_back({id, member.instance_id, member.client_id, member.client_host,
                                   std::string(member.metadata(description.protocol)),
                                   member.assignment});
  }
  return description;
}

}  // namespace

Coordinator::Coordinator(const CoordinatorOptions& options)
    : options_(options), thread_([this] { keep_time(); }) {}

Coordinator::~Coordinator() {
  close();
  thread_.join();
}

void Coordinator::close() {
  {
    std::lock_guard lock(mutex_);
    is_closed_ = true;
    for (auto& [id, group] : groups_) group.abandon(ErrorCode::kCoordinatorNotAvailable);
    groups_.clear();
  }
  changed_.notify_all();
}

// Needs mutex_.
ErrorCode Coordinator::check_join(const std::string& group, const JoinRequest& request) const {
  if (is_closed_) return ErrorCode::kCoordinatorNotAvailable;
  if (group.empty()) return ErrorCode::kInvalidGroupId;
  const bool is_timeout_right = request.session_timeout >= options_.session_timeout_min &&
                                request.session_timeout <= options_.session_timeout_max;
  if (!is_timeout_right) return ErrorCode::kInvalidSessionTimeout;
  uint64_t member_bytes = 0;
  for (const Protocol& own : request.protocols) {
    member_bytes += own.name.size() + own.metadata.size();
  }
  if (member_bytes > options_.member_bytes_max) return ErrorCode::kInvalidRequest;
  if (groups_.contains(group)) return ErrorCode::kNone;
  if (!request.member_id.empty()) return ErrorCode::kUnknownMemberId;
  return groups_.size() < options_.group_count_max ? ErrorCode::kNone
                                                   : ErrorCode::kGroupMaxSizeReached;
}

void Coordinator::join(const std::string& group, JoinRequest request,
                       const Reply<JoinAnswer>& reply) {
  std::lock_guard lock(mutex_);
  if (ErrorCode error = check_join(group, request); error != ErrorCode::kNone) {
    JoinAnswer answer;
    answer.error = error;
    answer.member_id = request.member_id;
    return reply(std::move(answer));
  }
  request.rebalance_timeout =
      std::clamp(request.rebalance_timeout, kRebalanceTimeoutMin, options_.session_timeout_max);
  request.id_if_new = request.instance_id.value_or(request.client_id) + "-" + quick_uuid4();
  groups_[group].join(request, steady_now(), reply);
  settle(group);
}

void Coordinator::sync(const std::string& group, const SyncRequest& request,
                       const Reply<SyncAnswer>& reply) {
  ErrorCode error = with_group(group, [&](Group& found) {
    found.sync(request, steady_now(), reply);
    return ErrorCode::kNone;
  });
  if (error != ErrorCode::kNone) reply({error, ""});
}

ErrorCode Coordinator::heartbeat(const std::string& group, const Claim& claim) {
  return with_group(group, [&](Group& found) { return found.heartbeat(claim, steady_now()); });
}

ErrorCode Coordinator::leave(const std::string& group, const Claim& claim) {
  return with_group(group, [&](Group& found) { return found.leave(claim, steady_now()); });
}

ErrorCode Coordinator::check_commit(const std::string& group, const Claim& claim) {
  return with_group(
      group, [&](Group& found) { return found.check_commit(claim, steady_now()); },
      // Of a group that is gone, or was never here, no generation is the current one.
      claim.generation < 0 ? ErrorCode::kNone : ErrorCode::kIllegalGeneration);
}

// Does it to a group that there is.
template <class Act>
ErrorCode Coordinator::with_group(const std::string& group, Act act, ErrorCode if_none) {
  std::lock_guard lock(mutex_);
  if (is_closed_) return ErrorCode::kCoordinatorNotAvailable;
  if (group.empty()) return ErrorCode::kInvalidGroupId;
  const auto found = groups_.find(group);
  if (found == groups_.end()) return if_none;
  ErrorCode error = act(found->second);
  settle(group);
  return error;
}

// After a group may have changed. Needs mutex_.
void Coordinator::settle(const std::string& group) {
  const auto found = groups_.find(group);
  if (found->second.is_deserted()) {
    groups_.erase(found);
    return;
  }
  const SteadyTime next = found->second.next_deadline();
  if (next >= wakes_at_) return;
  wakes_at_ = next;
  changed_.notify_all();
}

std::optional<GroupDescription> Coordinator::describe(const std::string& group) const {
  std::lock_guard lock(mutex_);
  const auto found = groups_.find(group);
  if (found == groups_.end()) return std::nullopt;
  return description_of(found->second);
}

std::map<std::string, std::string> Coordinator::protocol_types() const {
  std::lock_guard lock(mutex_);
  std::map<std::string, std::string> types;
  for (const auto& [id, group] : groups_) types[id] = group.protocol_type();
  return types;
}

// Sleeps until the first deadline of any group, as it was seen last: heartbeats only move it out.
void Coordinator::keep_time() {
  std::unique_lock lock(mutex_);
  while (!is_closed_) {
    if (wakes_at_ == SteadyTime::max()) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, wakes_at_);
    }
    const SteadyTime now = steady_now();
    if (now < wakes_at_) continue;
    wakes_at_ = SteadyTime::max();
    for (auto& [id, group] : groups_) {
      if (group.next_deadline() <= now) group.advance(now);
      wakes_at_ = std::min(wakes_at_, group.next_deadline());
    }
    std::erase_if(groups_, [](const auto& entry) { return entry.second.is_deserted(); });
  }
}

}  // namespace pinflow::gateway::kafka
