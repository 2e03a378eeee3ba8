// The requests of Kafka's protocol that we answer: their numbers, the versions of them, and what
// each says and is answered. The versions are those in the classic encoding, which every client
// still speaks; for higher ones clients come down to these.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "gateway/kafka/schema.h"

namespace pinflow::gateway::kafka {

enum class RequestKind : int16_t {
  kProduce = 0,
  kFetch = 1,
  kListOffsets = 2,
  kMetadata = 3,
  kOffsetCommit = 8,
  kOffsetFetch = 9,
  kFindCoordinator = 10,
  kJoinGroup = 11,
  kHeartbeat = 12,
  kLeaveGroup = 13,
  kSyncGroup = 14,
  kDescribeGroups = 15,
  kListGroups = 16,
  kSaslHandshake = 17,
  kApiVersions = 18,
  kCreateTopics = 19,
  kDeleteTopics = 20,
  kInitProducerId = 22,
  kDescribeConfigs = 32,
  kAlterConfigs = 33,
  kSaslAuthenticate = 36,
  kCreatePartitions = 37,
  kDeleteGroups = 42,
  kIncrementalAlterConfigs = 44,
};

struct Api {
  RequestKind kind{};
  std::string_view name;
  int16_t first_version = 0;
  int16_t last_version = 0;
  Schema request;
  Schema answer;
};

// All of them, by kind. Made at the first call; any thread.
std::span<const Api> apis();
const Api* find_api(int16_t kind);  // Null when there is none.

}  // namespace pinflow::gateway::kafka
