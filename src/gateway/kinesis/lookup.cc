#include "gateway/kinesis/lookup.h"

#include "gateway/kinesis/arn.h"
#include "gateway/kinesis/describe.h"
#include "gateway/kinesis/validate.h"

namespace pinflow::gateway::kinesis {
Status rate_exceeded(const Service& service, const Stream& stream, const Shard& shard) {
  return throughput_exceeded("Rate exceeded for shard " + shard.id() + " in stream " +
                             stream.name() + " under account " + service.options.account + ".");
}

Status not_found(const Service& service, std::string_view stream) {
  return resource_not_found("Stream " + std::string(stream) + " under account " +
                            service.options.account + " not found.");
}

Result<std::string> stream_name_of(Service& service, const Value& input) {
  std::string name(input["StreamName"].text());
  const Value& arn = input["StreamARN"];
  const Value& id = input["StreamId"];
  if (arn) {
    auto parts = parse_arn(arn.text());
    if (!parts || (!name.empty() && name != parts->stream)) {
      return invalid_argument("StreamARN " + std::string(arn.text()) +
                              " does not name the stream of the request.");
    }
    name = parts->stream;
  }
  if (!name.empty()) return name;
  if (!id) return constraint_fault("null", "streamName", "Member must not be null");
  for (const StreamPointer& stream : service.catalog.all()) {
    if (stream_id(stream->topic.id) == id.text()) return stream->name();
  }
  return not_found(service, id.text());
}

Result<StreamPointer> find_stream(Service& service, const Value& input) {
  TRY_ASSIGN(std::string name, stream_name_of(service, input));
  return service.catalog.find(name);
}

Result<StreamPointer> find_usable_stream(Service& service, const Value& input) {
  TRY_ASSIGN(StreamPointer stream, find_stream(service, input));
  StreamStatus status = service.catalog.status_of(*stream);
  bool is_usable = status == StreamStatus::kActive || status == StreamStatus::kUpdating;
  if (!is_usable) return not_found(service, stream->name());
  return stream;
}

Status check_active(Service& service, const Stream& stream) {
  StreamStatus status = service.catalog.status_of(stream);
  if (status == StreamStatus::kActive) return Status();
  return resource_in_use("Stream " + stream.name() + " under account " + service.options.account +
                         " not ACTIVE, instead in state " + std::string(status_text(status)));
}

Result<int32_t> find_shard(Service& service, const Stream& stream, std::string_view id) {
  auto index = parse_shard_id(id);
  const Shard* shard = index ? stream.state.shards.find(*index) : nullptr;
  if (shard && shard->is_open()) return *index;
  return resource_not_found("Could not find shard " + (shard ? shard->id() : std::string(id)) +
                            " in stream " + stream.name() + " under account " +
                            service.options.account + ".");
}

bool is_expired(const Service& service, const Stream& stream, const Shard& shard) {
  auto retention = std::chrono::hours(stream.retention_hours());
  return shard.closed_at && *shard.closed_at + retention < service.now();
}

Status check_shard_limit(Service& service, int64_t more) {
  int64_t count = service.catalog.open_shard_count();
  int64_t limit = service.options.shard_limit;
  if (count + more <= limit) return Status();
  return limit_exceeded(
      "This request would exceed the shard limit for the account " + service.options.account +
      " in " + service.options.region + ". Current shard count for the account: " +
      std::to_string(count) + ". Limit: " + std::to_string(limit) +
      ". Number of additional shards that would have resulted from this request: " +
      std::to_string(more) +
      ". Refer to the AWS Service Limits page "
      "(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits "
      "and how to request higher limits.");
}

}  // namespace pinflow::gateway::kinesis
