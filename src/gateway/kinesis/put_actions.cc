// The actions that write: PutRecord and PutRecords. Records go by hash key to the open shards, a
// batch for each; the answer comes when all are durable.
#include <shared_mutex>

#include "gateway/append_all.h"
#include "gateway/kinesis/actions.h"
#include "gateway/kinesis/lookup.h"
#include "gateway/kinesis/shard_reader.h"
#include "gateway/kinesis/validate.h"
#include "telemetry/metrics.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr uint64_t kRequestBytesMax = 10 << 20;
constexpr size_t kAnswerBytes = 160;  // About what PutRecord says.

// A record of the request: what is stored, and where it has to go.
struct Entry {
  WideNumber hash_key;
  std::string_view partition_key;
  std::string_view data;
};

// Where an entry went: its batch, its place there, and what its sequence number needs.
struct Placement {
  static constexpr size_t kThrottled = SIZE_MAX;
  size_t batch = kThrottled;
  int64_t place = 0;
  const Shard* shard = nullptr;
};

// All that is known of a request once its appends have begun.
struct Plan {
  StreamPointer stream;  // Holds the shards of the placements.
  UnixMillis time{};
  std::vector<PartitionBatch> batches;
  std::vector<Placement> placements;
};

Status invalid_hash_key(std::string_view given) {
  return invalid_argument(
      "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified "
      "value was " +
      std::string(given));
}

// `number` is the record's in the request, from 1; 0 for PutRecord's only one.
Result<Entry> read_entry(const Stream& stream, const Value& value, size_t number) {
  Entry entry{{}, value["PartitionKey"].text(), value["Data"].text()};
  bool has_key = !value["PartitionKey"].is_null();
  if (!has_key && !stream.state.spreads_evenly) {
    std::string path = number == 0 ? "" : "records." + std::to_string(number) + ".member.";
    return constraint_fault("null", path + "partitionKey", "Member must not be null");
  }
  if (const Value& given = value["ExplicitHashKey"]) {
    auto hash_key = WideNumber::parse(given.text());
    if (!hash_key || *hash_key > kHashKeyMax) return invalid_hash_key(given.text());
    entry.hash_key = *hash_key;
  } else {
    entry.hash_key = has_key ? hash_key_of(entry.partition_key) : random_hash_key();
  }
  return entry;
}

model::Record to_record(const Entry& entry, UnixMillis time) {
  return {std::string(entry.partition_key), std::string(entry.data), time, {}};
}

// Chooses shards and begins the appends, while no shard can be closed.
void begin_appends(Service& service, const std::vector<Entry>& entries, Plan* plan,
                   http::Done<AppendOutcomes> done) {
  const std::shared_ptr<Traffic> traffic = plan->stream->traffic;
  std::shared_lock resharding(traffic->resharding);
  // The shards may be others by now.
  auto current = service.catalog.find(plan->stream->name());
  if (!current.ok()) return done({current.status()});
  plan->stream = *current;
  const ShardMap& shards = plan->stream->state.shards;
  std::vector<size_t> batch_of(shards.all().size(), SIZE_MAX);
  std::lock_guard stamping(traffic->stamping);
  plan->time = traffic->stamp(service.now());
  for (const Entry& entry : entries) {
    const Shard& shard = shards.open_shard_of(entry.hash_key);
    Placement& placement = plan->placements.emplace_back();
    placement.shard = &shard;
    uint64_t size_bytes = entry.data.size() + entry.partition_key.size();
    bool is_throttled = service.options.has_shard_limits &&
                        !traffic->meters.take_write(shard.index, size_bytes, service.now());
    if (is_throttled) continue;
    size_t& batch = batch_of[static_cast<size_t>(shard.index)];
    if (batch == SIZE_MAX) {
      batch = plan->batches.size();
      plan->batches.push_back({shard.partition(), {}});
    }
    auto& records = plan->batches[batch].records;
    placement.batch = batch;
    placement.place = static_cast<int64_t>(records.size());
    records.push_back(to_record(entry, plan->time));
  }
  if (plan->batches.empty()) return done({});
  start_appends(service.log, plan->stream->name(), std::move(plan->batches), std::move(done));
}

telemetry::Counter& records_total() {
  static auto& counter = telemetry::counter("pinflow_gateway_records_total", "records acknowledged",
                                            {{"door", "kinesis"}});
  return counter;
}

void write_place(const Plan& plan, const Placement& placement, model::Offset first,
                 Encoder* output) {
  output->text("ShardId", placement.shard->id());
  output->text("SequenceNumber",
               sequence_number_of(*placement.shard, first + placement.place, plan.time).text());
}

Status check_ordering(const Service& service, const Stream& stream, const Value& given) {
  if (!given) return Status();
  auto sequence = parse_sequence_number(given.text());
  if (sequence && sequence->record_second <= to_int64(service.now()) / 1000) return Status();
  return invalid_argument("ExclusiveMinimumSequenceNumber " + std::string(given.text()) +
                          " used in PutRecord on stream " + stream.name() + " under account " +
                          service.options.account + " is invalid.");
}

void write_encryption(const Stream& stream, Encoder* output) {
  if (!stream.state.key_id.empty()) output->text("EncryptionType", "KMS");
}

// Each record has its own outcome. As the service does, those of a shard that has too much to do
// are to be sent again, all others that were not stored are failures of ours.
void write_failure(const Service& service, const Plan& plan, const Placement& placement,
                   const AppendOutcomes& outcomes, Encoder* output) {
  Status fault = rate_exceeded(service, *plan.stream, *placement.shard);
  if (placement.batch != Placement::kThrottled) {
    Status failure = outcomes[placement.batch].status();
    bool is_busy = failure.code() == Code::kExhausted;
    if (!is_busy) fault = std::move(failure).named("InternalFailure");
  }
  output->text("ErrorCode", fault.name());
  output->text("ErrorMessage", fault.message());
}

void write_outcomes(const Service& service, const Plan& plan, const AppendOutcomes& outcomes,
                    Encoder* output) {
  int64_t failed_count = 0;
  output->begin_array("Records");
  for (const Placement& placement : plan.placements) {
    bool is_stored = placement.batch != Placement::kThrottled && outcomes[placement.batch].ok();
    output->begin_object();
    if (is_stored) {
      write_place(plan, placement, *outcomes[placement.batch], output);
    } else {
      ++failed_count;
      write_failure(service, plan, placement, outcomes, output);
    }
    output->end_object();
  }
  output->end_array();
  output->number("FailedRecordCount", failed_count);
  write_encryption(*plan.stream, output);
  records_total().add(static_cast<double>(plan.placements.size()) -
                      static_cast<double>(failed_count));
}

}  // namespace

http::Task<Status> put_record(Service& service, const Call& call) {
  auto stream = find_usable_stream(service, call.input);
  if (!stream.ok()) co_return stream.status();
  Status ordering = check_ordering(service, **stream, call.input["SequenceNumberForOrdering"]);
  if (!ordering.ok()) co_return ordering;
  auto entry = read_entry(**stream, call.input, 0);
  if (!entry.ok()) co_return entry.status();
  Status dry = check_not_dry(call.input);
  if (!dry.ok()) co_return dry;

  std::vector<Entry> entries = {*entry};
  Plan plan{*stream, {}, {}, {}};
  auto appending = http::completion<AppendOutcomes>([&](http::Done<AppendOutcomes> done) {
    begin_appends(service, entries, &plan, std::move(done));
  });
  AppendOutcomes outcomes = co_await appending;
  if (outcomes.empty()) {
    co_return rate_exceeded(service, *plan.stream, *plan.placements.front().shard);
  }
  if (!outcomes.front().ok()) co_return outcomes.front().status();
  call.output.reserve(kAnswerBytes);
  write_place(plan, plan.placements.front(), *outcomes.front(), &call.output);
  write_encryption(*plan.stream, &call.output);
  records_total().add(1);
  co_return Status();
}

http::Task<Status> put_records(Service& service, const Call& call) {
  auto stream = find_usable_stream(service, call.input);
  if (!stream.ok()) co_return stream.status();
  std::vector<Entry> entries;
  uint64_t size_bytes = 0;
  for (const Value& value : call.input["Records"].values()) {
    auto entry = read_entry(**stream, value, entries.size() + 1);
    if (!entry.ok()) co_return entry.status();
    size_bytes += entry->data.size() + entry->partition_key.size();
    entries.push_back(*entry);
  }
  if (size_bytes > kRequestBytesMax) {
    co_return invalid_argument("Records size exceeds 10 MB limit");
  }
  Status dry = check_not_dry(call.input);
  if (!dry.ok()) co_return dry;
  Plan plan{*stream, {}, {}, {}};
  auto appending = http::completion<AppendOutcomes>([&](http::Done<AppendOutcomes> done) {
    begin_appends(service, entries, &plan, std::move(done));
  });
  AppendOutcomes outcomes = co_await appending;
  if (plan.placements.empty()) co_return outcomes.front().status();
  write_outcomes(service, plan, outcomes, &call.output);
  co_return Status();
}

}  // namespace pinflow::gateway::kinesis
