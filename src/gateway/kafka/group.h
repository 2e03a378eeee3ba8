// Group: the members of one consumer group of Kafka's own protocol, and how they come to agree on
// who reads what. A state machine: time comes in as an argument, answers go out by the functions
// that came with the requests.
//
//   empty ──join──► preparing ──all joined, or time is up──► completing ──leader syncs──► stable
//                      ▲                                                                     │
//                      └──────────somebody joins, leaves or is silent for too long───────────┘
//
//   Threads:   one at a time. Replies are called from within, once each, and must not call back.
//   Limits:    kMembersMax.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/kafka/error_code.h"
#include "gateway/kafka/group_request.h"

namespace pinflow::gateway::kafka {

class Group {
 public:
  static constexpr size_t kMembersMax = 1'000;

  enum class State { kEmpty, kPreparing, kCompleting, kStable };

  struct Member {
    std::string id;
    std::optional<std::string> instance_id;
    std::string client_id;
    std::string client_host;
    std::chrono::milliseconds session_timeout{};
    std::chrono::milliseconds rebalance_timeout{};
    std::vector<Protocol> protocols;  // In the member's order of preference.
    std::string assignment;
    SteadyTime silent_at;       // When it has been silent for too long, unless it waits.
    Reply<JoinAnswer> joining;  // Null unless it waits.
    Reply<SyncAnswer> syncing;

    bool is_waiting() const { return joining || syncing; }
    std::string_view metadata(std::string_view protocol) const;
  };

  void join(const JoinRequest& request, SteadyTime now, Reply<JoinAnswer> reply);
  void sync(const SyncRequest& request, SteadyTime now, Reply<SyncAnswer> reply);
  ErrorCode heartbeat(const Claim& claim, SteadyTime now);
  ErrorCode leave(const Claim& claim, SteadyTime now);
  // Whether it may commit positions now. One that is in no group, its generation below 0, may as
  // long as the group has no members.
  ErrorCode check_commit(const Claim& claim, SteadyTime now);

  // Does what is due by now. Nothing is due before next_deadline().
  void advance(SteadyTime now);
  SteadyTime next_deadline() const;
  // Answers all that wait with this error.
  void abandon(ErrorCode error);

  State state() const { return state_; }
  std::string_view state_name() const;  // As Kafka's tools show it.
  const std::string& protocol_type() const { return protocol_type_; }
  const std::string& protocol() const { return protocol_; }
  const std::map<std::string, Member>& members() const { return members_; }
  // Nobody is in it or about to come.
  bool is_deserted() const { return members_.empty() && expected_.empty(); }

 private:
  ErrorCode check_join(const JoinRequest& request) const;
  ErrorCode check_claim(const Claim& claim) const;
  void join_new(const JoinRequest& request, SteadyTime now, Reply<JoinAnswer> reply);
  void join_again(Member& member, const JoinRequest& request, SteadyTime now,
                  Reply<JoinAnswer> reply);
  void replace(const std::string& old_id, const JoinRequest& request, SteadyTime now,
               Reply<JoinAnswer> reply);
  void add(const std::string& id, const JoinRequest& request, SteadyTime now,
           Reply<JoinAnswer> reply);
  void remove(const std::string& id, ErrorCode told);
  void prepare(SteadyTime now);
  void complete_if_all_joined(SteadyTime now);
  void complete(SteadyTime now);
  void settle(const SyncRequest& request, SteadyTime now);
  void react_to_loss(SteadyTime now);
  std::string choose_protocol() const;
  JoinAnswer joined(const Member& member) const;
  SteadyTime after_rebalance_timeout(SteadyTime now) const;

  State state_ = State::kEmpty;
  int32_t generation_ = 0;
  std::string protocol_type_;
  std::string protocol_;
  std::string leader_;
  SteadyTime phase_ends_at_ = SteadyTime::max();   // Of preparing and completing.
  std::map<std::string, Member> members_;          // By id.
  std::map<std::string, std::string> static_ids_;  // instance id -> member id
  std::map<std::string, SteadyTime> expected_;     // Ids that were given and not used yet.
};

}  // namespace pinflow::gateway::kafka
