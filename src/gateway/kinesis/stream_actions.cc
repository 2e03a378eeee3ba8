// The actions on whole streams.
#include <algorithm>

#include "gateway/kinesis/actions.h"
#include "gateway/kinesis/arn.h"
#include "gateway/kinesis/describe.h"
#include "gateway/kinesis/lookup.h"
#include "gateway/kinesis/tags.h"
#include "gateway/kinesis/token.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr int64_t kOnDemandShards = 4;
constexpr int64_t kOnDemandStreamLimit = 50;
constexpr int64_t kStreamsPerPage = 100;
constexpr int64_t kDescribedShardsPerPage = 100;
constexpr std::chrono::hours kDefaultRetention{24};
constexpr int64_t kDefaultRecordKib = 1024;
constexpr std::string_view kStreamsToken = "streams";

int64_t limit_of(const Value& value, int64_t otherwise) {
  return value ? value.number() : otherwise;
}

// Of the shards those that come after `after` and can be read.
std::vector<const Shard*> shards_after(const Service& service, const Stream& stream,
                                       std::string_view after) {
  std::vector<const Shard*> shards;
  for (const Shard& shard : stream.state.shards.all()) {
    bool is_wanted = shard.id() > after && !is_expired(service, stream, shard);
    if (is_wanted) shards.push_back(&shard);
  }
  return shards;
}

}  // namespace

Status create_stream(Service& service, const Call& call) {
  const Value& input = call.input;
  const UnixMillis now = service.now();
  StreamState state;
  state.is_on_demand = input["StreamModeDetails"]["StreamMode"].text() == "ON_DEMAND";
  state.spreads_evenly = input["RecordDistributionStrategy"].text() == "AUTO";
  state.warm_throughput_mib = input["WarmThroughputMiBps"].number();
  int64_t count = limit_of(input["ShardCount"], state.is_on_demand ? kOnDemandShards : 0);
  if (count == 0) return validation_fault("ShardCount is required for PROVISIONED streams.");
  TRY(check_shard_limit(service, count));
  state.shards = ShardMap::even(static_cast<int32_t>(count), now);
  TRY(add_tags(input["Tags"], "stream " + std::string(input["StreamName"].text()), &state.tags));
  eventlog::TopicConfig config;
  config.retention_time = kDefaultRetention;
  config.record_bytes_max =
      record_bytes_max(limit_of(input["MaxRecordSizeInKiB"], kDefaultRecordKib));
  return service.catalog.create(std::string(input["StreamName"].text()), state, config);
}

Status delete_stream(Service& service, const Call& call) {
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  bool has_consumers = std::any_of(stream->state.consumers.begin(), stream->state.consumers.end(),
                                   [](const Consumer& consumer) { return !consumer.deleted_at; });
  if (has_consumers && !call.input["EnforceConsumerDeletion"].flag()) {
    return resource_in_use("Stream " + stream->name() + " under account " +
                           service.options.account +
                           " has consumers registered. Deregister them, or set "
                           "EnforceConsumerDeletion.");
  }
  return service.catalog.remove(stream->name());
}

Status list_streams(Service& service, const Call& call) {
  std::string after(call.input["ExclusiveStartStreamName"].text());
  if (const Value& given = call.input["NextToken"]) {
    auto token = parse_token(given.text(), kStreamsToken);
    if (!token || token->fields.size() != 1) return invalid_argument("Invalid NextToken.");
    if (token->made_at + kTokenLifetime < service.now()) {
      return expired_next_token("NextToken has expired.");
    }
    after = token->fields.front();
  }
  std::vector<StreamPointer> streams = service.catalog.all();
  std::erase_if(streams, [&](const StreamPointer& stream) { return stream->name() <= after; });
  auto limit = static_cast<size_t>(limit_of(call.input["Limit"], kStreamsPerPage));
  bool has_more = streams.size() > limit;
  if (has_more) streams.resize(limit);

  Encoder& output = call.output;
  output.begin_array("StreamNames");
  for (const StreamPointer& stream : streams) output.text(stream->name());
  output.end_array();
  output.flag("HasMoreStreams", has_more);
  if (has_more) {
    output.text("NextToken",
                to_text({std::string(kStreamsToken), service.now(), {streams.back()->name()}}));
  }
  output.begin_array("StreamSummaries");
  for (const StreamPointer& stream : streams) {
    output.begin_object();
    output.text("StreamName", stream->name());
    output.text("StreamARN", stream_arn(service.options, stream->name()));
    output.text("StreamStatus", status_text(service.catalog.status_of(*stream)));
    output.begin_object("StreamModeDetails");
    output.text("StreamMode", stream->state.is_on_demand ? "ON_DEMAND" : "PROVISIONED");
    output.end_object();
    output.time("StreamCreationTimestamp", stream->topic.created_at);
    output.end_object();
  }
  output.end_array();
  return Status();
}

Status describe_stream(Service& service, const Call& call) {
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  Encoder& output = call.output;
  output.begin_object("StreamDescription");
  write_stream(service, *stream, &output);
  auto shards = shards_after(service, *stream, call.input["ExclusiveStartShardId"].text());
  if (service.catalog.status_of(*stream) == StreamStatus::kCreating) shards.clear();
  auto limit = static_cast<size_t>(limit_of(call.input["Limit"], kDescribedShardsPerPage));
  output.begin_array("Shards");
  for (size_t i = 0; i < std::min(limit, shards.size()); ++i) write_shard(*shards[i], &output);
  output.end_array();
  output.flag("HasMoreShards", shards.size() > limit);
  output.end_object();
  return Status();
}

Status describe_stream_summary(Service& service, const Call& call) {
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  const StreamState& state = stream->state;
  Encoder& output = call.output;
  output.begin_object("StreamDescriptionSummary");
  write_stream(service, *stream, &output);
  output.number("OpenShardCount", state.shards.open_count());
  output.number("ConsumerCount", static_cast<int64_t>(state.consumers.size()));
  output.number("MaxRecordSizeInKiB", stream->record_kib_max());
  output.text("RecordDistributionStrategy", state.spreads_evenly ? "AUTO" : "USER_PARTITION_KEY");
  if (state.warm_throughput_mib > 0) {
    output.begin_object("WarmThroughput");
    output.number("TargetMiBps", state.warm_throughput_mib);
    output.number("CurrentMiBps", state.warm_throughput_mib);
    output.end_object();
  }
  output.end_object();
  return Status();
}

Status describe_limits(Service& service, const Call& call) {
  int64_t on_demand_count = 0;
  for (const StreamPointer& stream : service.catalog.all()) {
    if (stream->state.is_on_demand) ++on_demand_count;
  }
  call.output.number("ShardLimit", service.options.shard_limit);
  call.output.number("OpenShardCount", service.catalog.open_shard_count());
  call.output.number("OnDemandStreamCount", on_demand_count);
  call.output.number("OnDemandStreamCountLimit", kOnDemandStreamLimit);
  return Status();
}

}  // namespace pinflow::gateway::kinesis
