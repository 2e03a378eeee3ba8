#include "gateway/kinesis/actions.h"

#include <utility>

namespace pinflow::gateway::kinesis {

ActionFunction find_action(std::string_view name) {
  static constexpr std::pair<std::string_view, ActionFunction> kActions[] = {
      {"CreateStream", create_stream},
      {"DeleteStream", delete_stream},
      {"DescribeLimits", describe_limits},
      {"DescribeStream", describe_stream},
      {"DescribeStreamSummary", describe_stream_summary},
      {"GetRecords", get_records},
      {"GetShardIterator", get_shard_iterator},
      {"ListShards", list_shards},
      {"ListStreams", list_streams},
      {"MergeShards", merge_shards},
      {"SplitShard", split_shard},
      {"UpdateShardCount", update_shard_count},
  };
  for (const auto& [known, action] : kActions) {
    if (known == name) return action;
  }
  return nullptr;
}

}  // namespace pinflow::gateway::kinesis
