#include "gateway/kafka/api_table.h"

#include <algorithm>
#include <array>
#include <vector>

namespace pinflow::gateway::kafka {
namespace {

struct Row {
  RequestKind kind;
  std::string_view name;
  int16_t first_version;
  int16_t last_version;
  std::string_view request;
  std::string_view answer;
};

// The fields as the protocol's own descriptions have them.
constexpr std::array<Row, 24> kRows = {{
    {RequestKind::kProduce, "Produce", 3, 8,
     R"(transactional_id string?
acks int16
timeout_ms int32
topics []
  name string
  partitions []
    index int32
    records bytes?
)",
     R"(topics []
  name string
  partitions []
    index int32
    error_code int16
    base_offset int64 =-1
    log_append_time_ms int64 2+ =-1
    log_start_offset int64 5+ =-1
    record_errors [] 8+
      batch_index int32
      message string?
    error_message string? 8+
throttle_time_ms int32 1+
)"},
    {RequestKind::kFetch, "Fetch", 4, 11,
     R"(replica_id int32
max_wait_ms int32
min_bytes int32
max_bytes int32 3+
isolation_level int8 4+
session_id int32 7+
session_epoch int32 7+ =-1
topics []
  name string
  partitions []
    index int32
    current_leader_epoch int32 9+ =-1
    fetch_offset int64
    log_start_offset int64 5+ =-1
    max_bytes int32
forgotten_topics [] 7+
  name string
  partitions []
    index int32
rack_id string 11+
)",
     R"(throttle_time_ms int32
error_code int16 7+
session_id int32 7+
topics []
  name string
  partitions []
    index int32
    error_code int16
    high_watermark int64 =-1
    last_stable_offset int64 4+ =-1
    log_start_offset int64 5+ =-1
    aborted_transactions []? 4+
      producer_id int64
      first_offset int64
    preferred_read_replica int32 11+ =-1
    records bytes
)"},
    {RequestKind::kListOffsets, "ListOffsets", 1, 5,
     R"(replica_id int32
isolation_level int8 2+
topics []
  name string
  partitions []
    index int32
    current_leader_epoch int32 4+ =-1
    timestamp int64
)",
     R"(throttle_time_ms int32 2+
topics []
  name string
  partitions []
    index int32
    error_code int16
    timestamp int64 1+ =-1
    offset int64 1+ =-1
    leader_epoch int32 4+ =-1
)"},
    {RequestKind::kMetadata, "Metadata", 0, 8,
     R"(topics []?
  name string
allow_auto_topic_creation bool 4+ =1
include_cluster_authorized_operations bool 8+
include_topic_authorized_operations bool 8+
)",
     R"(throttle_time_ms int32 3+
brokers []
  node_id int32
  host string
  port int32
  rack string? 1+
cluster_id string? 2+
controller_id int32 1+ =-1
topics []
  error_code int16
  name string
  is_internal bool 1+
  partitions []
    error_code int16
    index int32
    leader_id int32
    leader_epoch int32 7+ =-1
    replica_nodes []
      id int32
    isr_nodes []
      id int32
    offline_replicas [] 5+
      id int32
  authorized_operations int32 8+ =-2147483648
cluster_authorized_operations int32 8+ =-2147483648
)"},
    {RequestKind::kOffsetCommit, "OffsetCommit", 2, 7,
     R"(group_id string
generation_id int32 1+ =-1
member_id string 1+
group_instance_id string? 7+
retention_time_ms int64 2-4 =-1
topics []
  name string
  partitions []
    index int32
    offset int64
    leader_epoch int32 6+ =-1
    metadata string?
)",
     R"(throttle_time_ms int32 3+
topics []
  name string
  partitions []
    index int32
    error_code int16
)"},
    {RequestKind::kOffsetFetch, "OffsetFetch", 1, 5,
     R"(group_id string
topics []?
  name string
  partitions []
    index int32
)",
     R"(throttle_time_ms int32 3+
topics []
  name string
  partitions []
    index int32
    offset int64 =-1
    leader_epoch int32 5+ =-1
    metadata string
    error_code int16
error_code int16 2+
)"},
    {RequestKind::kFindCoordinator, "FindCoordinator", 0, 2,
     R"(key string
key_type int8 1+
)",
     R"(throttle_time_ms int32 1+
error_code int16
error_message string? 1+
node_id int32 =-1
host string
port int32 =-1
)"},
    {RequestKind::kJoinGroup, "JoinGroup", 0, 5,
     R"(group_id string
session_timeout_ms int32
rebalance_timeout_ms int32 1+ =-1
member_id string
group_instance_id string? 5+
protocol_type string
protocols []
  name string
  metadata bytes
)",
     R"(throttle_time_ms int32 2+
error_code int16
generation_id int32 =-1
protocol_name string
leader string
member_id string
members []
  member_id string
  group_instance_id string? 5+
  metadata bytes
)"},
    {RequestKind::kHeartbeat, "Heartbeat", 0, 3,
     R"(group_id string
generation_id int32
member_id string
group_instance_id string? 3+
)",
     R"(throttle_time_ms int32 1+
error_code int16
)"},
    {RequestKind::kLeaveGroup, "LeaveGroup", 0, 3,
     R"(group_id string
member_id string 0-2
members [] 3+
  member_id string
  group_instance_id string?
)",
     R"(throttle_time_ms int32 1+
error_code int16
members [] 3+
  member_id string
  group_instance_id string?
  error_code int16
)"},
    {RequestKind::kSyncGroup, "SyncGroup", 0, 3,
     R"(group_id string
generation_id int32
member_id string
group_instance_id string? 3+
assignments []
  member_id string
  assignment bytes
)",
     R"(throttle_time_ms int32 1+
error_code int16
assignment bytes
)"},
    {RequestKind::kDescribeGroups, "DescribeGroups", 0, 4,
     R"(groups []
  group_id string
include_authorized_operations bool 3+
)",
     R"(throttle_time_ms int32 1+
groups []
  error_code int16
  group_id string
  group_state string
  protocol_type string
  protocol_data string
  members []
    member_id string
    group_instance_id string? 4+
    client_id string
    client_host string
    member_metadata bytes
    member_assignment bytes
  authorized_operations int32 3+ =-2147483648
)"},
    {RequestKind::kListGroups, "ListGroups", 0, 2, "",
     R"(throttle_time_ms int32 1+
error_code int16
groups []
  group_id string
  protocol_type string
)"},
    {RequestKind::kSaslHandshake, "SaslHandshake", 0, 1, "mechanism string\n",
     R"(error_code int16
mechanisms []
  name string
)"},
    {RequestKind::kApiVersions, "ApiVersions", 0, 2, "",
     R"(error_code int16
api_keys []
  api_key int16
  min_version int16
  max_version int16
throttle_time_ms int32 1+
)"},
    {RequestKind::kCreateTopics, "CreateTopics", 2, 4,
     R"(topics []
  name string
  num_partitions int32
  replication_factor int16
  assignments []
    partition_index int32
    broker_ids []
      id int32
  configs []
    name string
    value string?
timeout_ms int32
validate_only bool 1+
)",
     R"(throttle_time_ms int32 2+
topics []
  name string
  error_code int16
  error_message string? 1+
)"},
    {RequestKind::kDeleteTopics, "DeleteTopics", 1, 3,
     R"(topics []
  name string
timeout_ms int32
)",
     R"(throttle_time_ms int32 1+
topics []
  name string
  error_code int16
)"},
    {RequestKind::kInitProducerId, "InitProducerId", 0, 1,
     R"(transactional_id string?
transaction_timeout_ms int32
)",
     R"(throttle_time_ms int32
error_code int16
producer_id int64 =-1
producer_epoch int16
)"},
    {RequestKind::kDescribeConfigs, "DescribeConfigs", 1, 3,
     R"(resources []
  type int8
  name string
  keys []?
    name string
include_synonyms bool 1+
include_documentation bool 3+
)",
     R"(throttle_time_ms int32
resources []
  error_code int16
  error_message string?
  type int8
  name string
  configs []
    name string
    value string?
    is_read_only bool
    source int8 1+
    is_sensitive bool
    synonyms [] 1+
      name string
      value string?
      source int8
    type int8 3+
    documentation string? 3+
)"},
    {RequestKind::kAlterConfigs, "AlterConfigs", 0, 1,
     R"(resources []
  type int8
  name string
  configs []
    name string
    value string?
validate_only bool
)",
     R"(throttle_time_ms int32
resources []
  error_code int16
  error_message string?
  type int8
  name string
)"},
    {RequestKind::kSaslAuthenticate, "SaslAuthenticate", 0, 1, "auth_bytes bytes\n",
     R"(error_code int16
error_message string?
auth_bytes bytes
session_lifetime_ms int64 1+
)"},
    {RequestKind::kCreatePartitions, "CreatePartitions", 0, 1,
     R"(topics []
  name string
  count int32
  assignments []?
    broker_ids []
      id int32
timeout_ms int32
validate_only bool
)",
     R"(throttle_time_ms int32
topics []
  name string
  error_code int16
  error_message string?
)"},
    {RequestKind::kDeleteGroups, "DeleteGroups", 0, 1,
     R"(groups []
  group_id string
)",
     R"(throttle_time_ms int32
groups []
  group_id string
  error_code int16
)"},
    {RequestKind::kIncrementalAlterConfigs, "IncrementalAlterConfigs", 0, 0,
     R"(resources []
  type int8
  name string
  configs []
    name string
    operation int8
    value string?
validate_only bool
)",
     R"(throttle_time_ms int32
resources []
  error_code int16
  error_message string?
  type int8
  name string
)"},
}};

std::vector<Api> parse_rows() {
  std::vector<Api> all;
  for (const Row& row : kRows) {
    all.push_back({row.kind, row.name, row.first_version, row.last_version,
                   parse_schema(row.request), parse_schema(row.answer)});
  }
  return all;
}

}  // namespace

std::span<const Api> apis() {
  static const std::vector<Api> all = parse_rows();
  return all;
}

const Api* find_api(int16_t kind) {
  const auto all = apis();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [kind](const Api& api) { return api.kind == RequestKind{kind}; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace pinflow::gateway::kafka
