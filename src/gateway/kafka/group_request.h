// What members of a group ask, and what they are answered.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/kafka/error_code.h"

namespace pinflow::gateway::kafka {

using SteadyTime = std::chrono::steady_clock::time_point;

template <class Answer>
using Reply = std::function<void(Answer)>;

// A way to divide partitions that a member knows, and what it says about itself for it.
struct Protocol {
  std::string name;
  std::string metadata;
  bool operator==(const Protocol&) const = default;
};

// Who says to be which member.
struct Claim {
  std::string member_id;
  std::optional<std::string> instance_id;
  int32_t generation = -1;
};

struct JoinRequest {
  std::string member_id;                   // "" of a new one,
  std::string id_if_new;                   // which then gets this one.
  std::optional<std::string> instance_id;  // Of one that keeps its partitions over a restart.
  bool must_return_with_id = false;        // A new one is only told its id first.
  std::string client_id;
  std::string client_host;
  std::chrono::milliseconds session_timeout{};
  std::chrono::milliseconds rebalance_timeout{};
  std::string protocol_type;
  std::vector<Protocol> protocols;
};

struct JoinAnswer {
  struct Member {
    std::string id;
    std::optional<std::string> instance_id;
    std::string metadata;
  };

  ErrorCode error = ErrorCode::kNone;
  int32_t generation = -1;
  std::string protocol;
  std::string leader;
  std::string member_id;
  std::vector<Member> members;  // For the leader, who divides the partitions.
};

struct SyncRequest {
  Claim claim;
  std::map<std::string, std::string> assignments;  // By member id. Of the leader.
};

struct SyncAnswer {
  ErrorCode error = ErrorCode::kNone;
  std::string assignment;
};

}  // namespace pinflow::gateway::kafka
