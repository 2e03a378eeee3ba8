// Which function answers which request.
#include <array>
#include <utility>

#include "gateway/kafka/call.h"

namespace pinflow::gateway::kafka {

Handler handler_of(RequestKind kind) {
  switch (kind) {
    case RequestKind::kProduce:
      return produce;
    case RequestKind::kFetch:
      return fetch;
    case RequestKind::kListOffsets:
      return list_offsets;
    case RequestKind::kMetadata:
      return metadata;
    case RequestKind::kOffsetCommit:
      return offset_commit;
    case RequestKind::kOffsetFetch:
      return offset_fetch;
    case RequestKind::kFindCoordinator:
      return find_coordinator;
    case RequestKind::kJoinGroup:
      return join_group;
    case RequestKind::kHeartbeat:
      return heartbeat;
    case RequestKind::kLeaveGroup:
      return leave_group;
    case RequestKind::kSyncGroup:
      return sync_group;
    case RequestKind::kDescribeGroups:
      return describe_groups;
    case RequestKind::kListGroups:
      return list_groups;
    case RequestKind::kSaslHandshake:
      return sasl_handshake;
    case RequestKind::kApiVersions:
      return api_versions;
    case RequestKind::kCreateTopics:
      return create_topics;
    case RequestKind::kDeleteTopics:
      return delete_topics;
    case RequestKind::kInitProducerId:
      return init_producer_id;
    case RequestKind::kDescribeConfigs:
      return describe_configs;
    case RequestKind::kAlterConfigs:
      return alter_configs;
    case RequestKind::kSaslAuthenticate:
      return sasl_authenticate;
    case RequestKind::kCreatePartitions:
      return create_partitions;
    case RequestKind::kDeleteGroups:
      return delete_groups;
    case RequestKind::kIncrementalAlterConfigs:
      return incremental_alter_configs;
  }
  return nullptr;
}

}  // namespace pinflow::gateway::kafka
