#include "gateway/kinesis/describe.h"

#include "gateway/kinesis/arn.h"
#include "gateway/kinesis/sequence_number.h"

namespace pinflow::gateway::kinesis {
namespace {

void write_hash_keys(const Shard& shard, Encoder* output) {
  output->begin_object("HashKeyRange");
  output->text("StartingHashKey", shard.first_hash_key.decimal());
  output->text("EndingHashKey", shard.last_hash_key.decimal());
  output->end_object();
}

std::string shard_id(int32_t index) {
  Shard shard;
  shard.index = index;
  return shard.id();
}

}  // namespace

std::string_view status_text(StreamStatus status) {
  switch (status) {
    case StreamStatus::kCreating:
      return "CREATING";
    case StreamStatus::kActive:
      return "ACTIVE";
    case StreamStatus::kUpdating:
      return "UPDATING";
    case StreamStatus::kDeleting:
      break;
  }
  return "DELETING";
}

void write_shard(const Shard& shard, Encoder* output) {
  output->begin_object();
  output->text("ShardId", shard.id());
  if (shard.parent) output->text("ParentShardId", shard_id(*shard.parent));
  if (shard.adjacent_parent) {
    output->text("AdjacentParentShardId", shard_id(*shard.adjacent_parent));
  }
  write_hash_keys(shard, output);
  output->begin_object("SequenceNumberRange");
  output->text("StartingSequenceNumber",
               SequenceNumber::start_of(shard.second, shard.index).text());
  if (shard.closed_at) {
    int64_t end_second = to_int64(*shard.closed_at) / 1000;
    output->text("EndingSequenceNumber",
                 SequenceNumber::end_of(shard.second, shard.index, end_second).text());
  }
  output->end_object();
  output->end_object();
}

void write_child_shards(const Stream& stream, const Shard& shard, Encoder* output) {
  output->begin_array("ChildShards");
  for (int32_t index : stream.state.shards.children_of(shard.index)) {
    const Shard& child = *stream.state.shards.find(index);
    output->begin_object();
    output->text("ShardId", child.id());
    output->begin_array("ParentShards");
    output->text(shard_id(*child.parent));
    if (child.adjacent_parent) output->text(shard_id(*child.adjacent_parent));
    output->end_array();
    write_hash_keys(child, output);
    output->end_object();
  }
  output->end_array();
}

void write_stream(Service& service, const Stream& stream, Encoder* output) {
  output->text("StreamName", stream.name());
  output->text("StreamARN", stream_arn(service.options, stream.name()));
  output->text("StreamId", stream_id(stream.topic.id));
  output->text("StreamStatus", status_text(service.catalog.status_of(stream)));
  output->begin_object("StreamModeDetails");
  output->text("StreamMode", stream.state.is_on_demand ? "ON_DEMAND" : "PROVISIONED");
  output->end_object();
  output->number("RetentionPeriodHours", stream.retention_hours());
  output->time("StreamCreationTimestamp", stream.topic.created_at);
  output->begin_array("EnhancedMonitoring");
  output->begin_object();
  output->begin_array("ShardLevelMetrics");
  for (const std::string& metric : stream.state.metrics) output->text(metric);
  output->end_array();
  output->end_object();
  output->end_array();
  output->text("EncryptionType", stream.state.key_id.empty() ? "NONE" : "KMS");
  if (!stream.state.key_id.empty()) output->text("KeyId", stream.state.key_id);
}

}  // namespace pinflow::gateway::kinesis
