// The actions on the shards of a stream.
#include <algorithm>
#include <iterator>

#include "gateway/kinesis/actions.h"
#include "gateway/kinesis/arn.h"
#include "gateway/kinesis/describe.h"
#include "gateway/kinesis/lookup.h"
#include "gateway/kinesis/token.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr int64_t kListedShardsPerPage = 1000;

// What ListShards asks for; a token carries it from page to page.
struct ShardQuery {
  std::string stream;
  std::string after;   // Shard ids above this one.
  std::string filter;  // A ShardFilterType, or "".
  UnixMillis time{};   // Of the filters that have one.
};

std::string to_token(const ShardQuery& query, UnixMillis now) {
  return to_text({std::string(kShardsToken),
                  now,
                  {query.stream, query.after, query.filter, std::to_string(to_int64(query.time))}});
}

Result<ShardQuery> read_token(const Service& service, std::string_view text) {
  auto token = parse_token(text, kShardsToken);
  if (!token || token->fields.size() != 4) return invalid_argument("Invalid NextToken.");
  if (token->made_at + kTokenLifetime < service.now()) {
    return expired_next_token("NextToken has expired. It was created at " +
                              text_of_time(token->made_at) + ".");
  }
  const auto& fields = token->fields;
  return ShardQuery{fields[0], fields[1], fields[2],
                    UnixMillis(std::chrono::milliseconds(std::stoll("0" + fields[3])))};
}

Result<ShardQuery> read_query(Service& service, const Value& input) {
  const Value& token = input["NextToken"];
  bool names_stream = input["StreamName"] || input["StreamARN"] || input["StreamId"];
  if (token && (input["StreamName"] || input["StreamCreationTimestamp"])) {
    return invalid_argument("NextToken and StreamName cannot be provided together.");
  }
  if (token) return read_token(service, token.text());
  if (!names_stream) {
    return invalid_argument("Either NextToken or StreamName should be provided.");
  }
  ShardQuery query;
  TRY_ASSIGN(query.stream, stream_name_of(service, input));
  query.after = input["ExclusiveStartShardId"].text();
  if (const Value& filter = input["ShardFilter"]) {
    query.filter = filter["Type"].text();
    query.time = filter["Timestamp"].time();
    bool needs_time = query.filter.ends_with("_TIMESTAMP");
    bool needs_shard = query.filter == "AFTER_SHARD_ID";
    if (needs_time != !filter["Timestamp"].is_null()) {
      return invalid_argument("ShardFilter of type " + query.filter + " must " +
                              (needs_time ? "" : "not ") + "have a Timestamp.");
    }
    if (needs_shard != !filter["ShardId"].is_null()) {
      return invalid_argument("ShardFilter of type " + query.filter + " must " +
                              (needs_shard ? "" : "not ") + "have a ShardId.");
    }
    if (needs_shard) query.after = std::max(query.after, std::string(filter["ShardId"].text()));
  }
  return query;
}

bool was_open_at(const Shard& shard, UnixMillis time) {
  return shard.opened_at <= time && (shard.is_open() || *shard.closed_at >= time);
}

bool is_selected(const Service& service, const Stream& stream, const Shard& shard,
                 const ShardQuery& query) {
  if (shard.id() <= query.after || is_expired(service, stream, shard)) return false;
  if (query.filter == "AT_LATEST") return shard.is_open();
  if (query.filter == "AT_TIMESTAMP") return was_open_at(shard, query.time);
  if (query.filter == "FROM_TIMESTAMP") return shard.is_open() || *shard.closed_at >= query.time;
  if (query.filter == "AT_TRIM_HORIZON") {
    UnixMillis horizon = service.now() - std::chrono::hours(stream.retention_hours());
    return was_open_at(shard, std::max(horizon, stream.state.shards.all().front().opened_at));
  }
  return true;
}

Status not_adjacent(const Service& service, const Stream& stream, const Shard& first,
                    const Shard& second) {
  return invalid_argument("Shards " + first.id() + " and " + second.id() + " in stream " +
                          stream.name() + " under account " + service.options.account +
                          " are not an adjacent pair of shards eligible for merging");
}

Status check_provisioned(const Stream& stream, std::string_view action) {
  if (!stream.state.is_on_demand) return Status();
  return validation_fault(std::string(action) + " is only for streams in PROVISIONED mode, and " +
                          stream.name() + " is in ON_DEMAND mode.");
}

Status reshard(Service& service, const std::string& name,
               const std::function<void(ShardMap&)>& edit) {
  return service.catalog.change(name, [&](StreamState& state, eventlog::TopicConfig&) {
    edit(state.shards);
    if (std::ssize(state.shards.all()) > eventlog::kPartitionCountMax) {
      return limit_exceeded("Stream " + name + " cannot have had more than " +
                            std::to_string(eventlog::kPartitionCountMax) +
                            " shards, closed ones included: go on with a new stream.");
    }
    state.changed_at = service.now();
    return Status();
  });
}

}  // namespace

Status list_shards(Service& service, const Call& call) {
  TRY_ASSIGN(ShardQuery query, read_query(service, call.input));
  TRY_ASSIGN(StreamPointer stream, service.catalog.find(query.stream));
  StreamStatus status = service.catalog.status_of(*stream);
  bool is_there = status == StreamStatus::kActive || status == StreamStatus::kUpdating;
  if (!is_there) return check_active(service, *stream);
  const Value& given = call.input["MaxResults"];
  int64_t limit = given ? given.number() : kListedShardsPerPage;
  int64_t count = 0;
  bool has_more = false;
  call.output.begin_array("Shards");
  for (const Shard& shard : stream->state.shards.all()) {
    if (!is_selected(service, *stream, shard, query)) continue;
    has_more = count == limit;
    if (has_more) break;
    write_shard(shard, &call.output);
    query.after = shard.id();
    ++count;
  }
  call.output.end_array();
  if (has_more) call.output.text("NextToken", to_token(query, service.now()));
  return Status();
}

Status split_shard(Service& service, const Call& call) {
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  TRY(check_provisioned(*stream, "SplitShard"));
  TRY(check_active(service, *stream));
  TRY_ASSIGN(int32_t index, find_shard(service, *stream, call.input["ShardToSplit"].text()));
  TRY(check_shard_limit(service, 1));
  const Shard& shard = *stream->state.shards.find(index);
  std::string given(call.input["NewStartingHashKey"].text());
  auto hash_key = WideNumber::parse(given);
  bool is_inside =
      hash_key && *hash_key > shard.first_hash_key + 1 && *hash_key < shard.last_hash_key;
  if (!is_inside) {
    return invalid_argument(
        "NewStartingHashKey " + given + " used in SplitShard() on shard " + shard.id() +
        " in stream " + stream->name() + " under account " + service.options.account +
        " is not both greater than one plus the shard's StartingHashKey " +
        shard.first_hash_key.decimal() + " and less than the shard's EndingHashKey " +
        shard.last_hash_key.decimal() + ".");
  }
  return reshard(service, stream->name(), [&](ShardMap& shards) {
    if (shards.find(index)->is_open()) shards.split(index, *hash_key, service.now());
  });
}

Status merge_shards(Service& service, const Call& call) {
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  TRY(check_provisioned(*stream, "MergeShards"));
  TRY(check_active(service, *stream));
  TRY_ASSIGN(int32_t first, find_shard(service, *stream, call.input["ShardToMerge"].text()));
  TRY_ASSIGN(int32_t second,
             find_shard(service, *stream, call.input["AdjacentShardToMerge"].text()));
  const Shard* low = stream->state.shards.find(first);
  const Shard* high = stream->state.shards.find(second);
  bool are_adjacent = low->last_hash_key + 1 == high->first_hash_key;
  if (!are_adjacent) return not_adjacent(service, *stream, *low, *high);
  return reshard(service, stream->name(), [&](ShardMap& shards) {
    bool are_open = shards.find(first)->is_open() && shards.find(second)->is_open();
    if (are_open) shards.merge(first, second, service.now());
  });
}

Status update_shard_count(Service& service, const Call& call) {
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  TRY(check_provisioned(*stream, "UpdateShardCount"));
  TRY(check_active(service, *stream));
  int64_t current = stream->state.shards.open_count();
  int64_t target = call.input["TargetShardCount"].number();
  if (target > 2 * current) {
    return invalid_argument(
        "UpdateShardCount cannot scale up over double your current open shard count. Current "
        "open shard count: " +
        std::to_string(current) + " Target shard count: " + std::to_string(target));
  }
  if (2 * target < current) {
    return invalid_argument(
        "UpdateShardCount cannot scale down below half your current open shard count. Current "
        "open shard count: " +
        std::to_string(current) + " Target shard count: " + std::to_string(target));
  }
  TRY(check_shard_limit(service, target - current));
  TRY(reshard(service, stream->name(), [&](ShardMap& shards) {
    shards.rescale(static_cast<int32_t>(target), service.now());
  }));
  call.output.text("StreamName", stream->name());
  call.output.number("CurrentShardCount", current);
  call.output.number("TargetShardCount", target);
  call.output.text("StreamARN", stream_arn(service.options, stream->name()));
  return Status();
}

}  // namespace pinflow::gateway::kinesis
