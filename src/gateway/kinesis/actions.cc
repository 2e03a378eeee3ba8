#include "gateway/kinesis/actions.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pinflow::gateway::kinesis {

ActionFunction find_action(std::string_view name) {
  static constexpr std::pair<std::string_view, ActionFunction> kActions[] = {
      {"AddTagsToStream", add_tags_to_stream},
      {"CreateStream", create_stream},
      {"DecreaseStreamRetentionPeriod", decrease_retention},
      {"DeleteResourcePolicy", delete_resource_policy},
      {"DeleteStream", delete_stream},
      {"DeregisterStreamConsumer", deregister_consumer},
      {"DescribeAccountSettings", describe_account_settings},
      {"DescribeLimits", describe_limits},
      {"DescribeStream", describe_stream},
      {"DescribeStreamConsumer", describe_consumer},
      {"DescribeStreamSummary", describe_stream_summary},
      {"DisableEnhancedMonitoring", disable_monitoring},
      {"EnableEnhancedMonitoring", enable_monitoring},
      {"GetRecords", get_records},
      {"GetResourcePolicy", get_resource_policy},
      {"GetShardIterator", get_shard_iterator},
      {"IncreaseStreamRetentionPeriod", increase_retention},
      {"ListShards", list_shards},
      {"ListStreamConsumers", list_consumers},
      {"ListStreams", list_streams},
      {"ListTagsForResource", list_tags_for_resource},
      {"ListTagsForStream", list_tags_for_stream},
      {"MergeShards", merge_shards},
      {"PutResourcePolicy", put_resource_policy},
      {"RegisterStreamConsumer", register_consumer},
      {"RemoveTagsFromStream", remove_tags_from_stream},
      {"SplitShard", split_shard},
      {"StartStreamEncryption", start_encryption},
      {"StopStreamEncryption", stop_encryption},
      {"TagResource", tag_resource},
      {"UntagResource", untag_resource},
      {"UpdateAccountSettings", update_account_settings},
      {"UpdateMaxRecordSize", update_max_record_size},
      {"UpdateShardCount", update_shard_count},
      {"UpdateStreamMode", update_stream_mode},
      {"UpdateStreamRecordDistributionStrategy", update_distribution},
      {"UpdateStreamWarmThroughput", update_warm_throughput},
  };
  auto found = std::lower_bound(
      std::begin(kActions), std::end(kActions), name,
      [](const auto& action, std::string_view wanted) { return action.first < wanted; });
  bool is_there = found != std::end(kActions) && found->first == name;
  return is_there ? found->second : nullptr;
}

}  // namespace pinflow::gateway::kinesis
