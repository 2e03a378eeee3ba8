// Coordinator: all groups of Kafka's own protocol, in memory: after a restart members are told
// that they are unknown and join again. Committed positions are the event log's.
//
//   Threads:   any. Replies are called on the caller's thread or the coordinator's own, under its
//              mutex: they must neither block nor call back.
//   Limits:    CoordinatorOptions, and those of Group.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "gateway/kafka/group.h"

namespace pinflow::gateway::kafka {

struct CoordinatorOptions {
  size_t group_count_max = 10'000;      // Those with members.
  uint64_t member_bytes_max = 1 << 20;  // What a member says about itself for its protocols.
  std::chrono::milliseconds session_timeout_min{1'000};
  std::chrono::milliseconds session_timeout_max{1'800'000};
};

// What tools are shown of a group.
struct GroupDescription {
  struct Member {
    std::string id;
    std::optional<std::string> instance_id;
    std::string client_id;
    std::string client_host;
    std::string metadata;
    std::string assignment;
  };

  std::string state;
  std::string protocol_type;
  std::string protocol;  // "" until it is stable.
  std::vector<Member> members;
};

class Coordinator {
 public:
  explicit Coordinator(const CoordinatorOptions& options = {});
  ~Coordinator();  // As close().

  // `request.id_if_new` is given here.
  void join(const std::string& group, JoinRequest request, const Reply<JoinAnswer>& reply);
  void sync(const std::string& group, const SyncRequest& request, const Reply<SyncAnswer>& reply);
  ErrorCode heartbeat(const std::string& group, const Claim& claim);
  ErrorCode leave(const std::string& group, const Claim& claim);
  ErrorCode check_commit(const std::string& group, const Claim& claim);

  // Of those with members.
  std::optional<GroupDescription> describe(const std::string& group) const;
  std::map<std::string, std::string> protocol_types() const;  // By group.

  // Answers all that wait, and everybody from now on, that there is no coordinator.
  void close();

 private:
  template <class Act>
  ErrorCode with_group(const std::string& group, Act act,
                       ErrorCode if_none = ErrorCode::kUnknownMemberId);
  ErrorCode check_join(const std::string& group, const JoinRequest& request) const;
  void settle(const std::string& group);
  void keep_time();

  const CoordinatorOptions options_;
  mutable std::mutex mutex_;  // Guards:
  std::map<std::string, Group> groups_;
  bool is_closed_ = false;
  SteadyTime wakes_at_ = SteadyTime::max();
  std::condition_variable changed_;
  std::thread thread_;  // Last: it uses the others.
};

}  // namespace pinflow::gateway::kafka
