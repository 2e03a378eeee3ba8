// The actions that change one setting of a stream: retention, encryption, monitoring, mode, sizes.
#include <algorithm>
#include <iterator>

#include "gateway/kinesis/actions.h"
#include "gateway/kinesis/arn.h"
#include "gateway/kinesis/lookup.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr int64_t kRetentionHoursMin = 24;
constexpr int64_t kRetentionHoursMax = 8760;
constexpr std::string_view kAllMetrics = "ALL";
constexpr std::string_view kMetrics[] = {"IncomingBytes",
                                         "IncomingRecords",
                                         "IteratorAgeMilliseconds",
                                         "OutgoingBytes",
                                         "OutgoingRecords",
                                         "ReadProvisionedThroughputExceeded",
                                         "WriteProvisionedThroughputExceeded"};

// Changes the state of a stream that is ACTIVE, which makes it UPDATING for a moment.
Status change_active(Service& service, const Call& call,
                     const std::function<void(StreamState&)>& edit) {
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  TRY(check_active(service, *stream));
  return service.catalog.change(stream->name(), [&](StreamState& state, eventlog::TopicConfig&) {
    edit(state);
    state.changed_at = service.now();
    return Status();
  });
}

enum class Direction { kIncrease, kDecrease };

Status change_retention(Service& service, const Call& call, Direction direction) {
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  TRY(check_active(service, *stream));
  int64_t hours = call.input["RetentionPeriodHours"].number();
  int64_t current = stream->retention_hours();
  std::string requested = "equested retention period (" + std::to_string(hours) + " hours)";
  if (hours < kRetentionHoursMin) {
    return invalid_argument("Minimum allowed retention period is 24 hours. R" + requested +
                            " is too short.");
  }
  if (hours > kRetentionHoursMax) {
    return invalid_argument("Maximum allowed retention period is " +
                            std::to_string(kRetentionHoursMax) + " hours. R" + requested +
                            " is too long.");
  }
  bool is_increase = direction == Direction::kIncrease;
  if (is_increase ? hours < current : hours > current) {
    return invalid_argument("R" + requested + " for stream " + stream->name() + " can not be " +
                            (is_increase ? "shorter" : "longer") +
                            " than existing retention period (" + std::to_string(current) +
                            " hours). Use " + (is_increase ? "Decrease" : "Increase") +
                            "RetentionPeriod API.");
  }
  return service.catalog.change(stream->name(),
                                [&](StreamState& state, eventlog::TopicConfig& config) {
                                  config.retention_time = std::chrono::hours(hours);
                                  state.changed_at = service.now();
                                  return Status();
                                });
}

void write_metrics(std::string_view name, const std::set<std::string>& metrics, Encoder* output) {
  output->begin_array(name);
  for (const std::string& metric : metrics) output->text(metric);
  output->end_array();
}

Status change_metrics(Service& service, const Call& call, bool enables) {
  std::set<std::string> given;
  for (const Value& metric : call.input["ShardLevelMetrics"].values()) {
    given.emplace(metric.text());
  }
  if (given.contains(std::string(kAllMetrics))) given = {std::begin(kMetrics), std::end(kMetrics)};
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  const std::set<std::string> before = stream->state.metrics;
  std::set<std::string> after = before;
  for (const std::string& metric : given) {
    if (enables) {
      after.insert(metric);
    } else {
      after.erase(metric);
    }
  }
  TRY(change_active(service, call, [&](StreamState& state) { state.metrics = after; }));
  call.output.text("StreamName", stream->name());
  write_metrics("CurrentShardLevelMetrics", before, &call.output);
  write_metrics("DesiredShardLevelMetrics", after, &call.output);
  call.output.text("StreamARN", stream_arn(service.options, stream->name()));
  return Status();
}

}  // namespace

Status increase_retention(Service& service, const Call& call) {
  return change_retention(service, call, Direction::kIncrease);
}

Status decrease_retention(Service& service, const Call& call) {
  return change_retention(service, call, Direction::kDecrease);
}

Status enable_monitoring(Service& service, const Call& call) {
  return change_metrics(service, call, true);
}

Status disable_monitoring(Service& service, const Call& call) {
  return change_metrics(service, call, false);
}

// Flags only: what is on the disk is as safe as the disk.
Status start_encryption(Service& service, const Call& call) {
  if (call.input["EncryptionType"].text() != "KMS") {
    return invalid_argument("EncryptionType must be KMS.");
  }
  return change_active(service, call,
                       [&](StreamState& state) { state.key_id = call.input["KeyId"].text(); });
}

Status stop_encryption(Service& service, const Call& call) {
  return change_active(service, call, [](StreamState& state) { state.key_id.clear(); });
}

Status update_stream_mode(Service& service, const Call& call) {
  bool is_on_demand = call.input["StreamModeDetails"]["StreamMode"].text() == "ON_DEMAND";
  return change_active(service, call, [&](StreamState& state) {
    state.is_on_demand = is_on_demand;
    if (const Value& warm = call.input["WarmThroughputMiBps"]) {
      state.warm_throughput_mib = warm.number();
    }
  });
}

Status update_max_record_size(Service& service, const Call& call) {
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  TRY(check_active(service, *stream));
  int64_t kib = call.input["MaxRecordSizeInKiB"].number();
  return service.catalog.change(stream->name(),
                                [&](StreamState& state, eventlog::TopicConfig& config) {
                                  config.record_bytes_max = record_bytes_max(kib);
                                  state.changed_at = service.now();
                                  return Status();
                                });
}

Status update_warm_throughput(Service& service, const Call& call) {
  int64_t mib = call.input["WarmThroughputMiBps"].number();
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  if (!stream->state.is_on_demand) {
    return invalid_argument("Warm throughput is for streams in ON_DEMAND mode.");
  }
  TRY(change_active(service, call, [&](StreamState& state) { state.warm_throughput_mib = mib; }));
  call.output.text("StreamARN", stream_arn(service.options, stream->name()));
  call.output.text("StreamName", stream->name());
  call.output.begin_object("WarmThroughput");
  call.output.number("TargetMiBps", mib);
  call.output.number("CurrentMiBps", mib);
  call.output.end_object();
  return Status();
}

Status update_distribution(Service& service, const Call& call) {
  bool spreads_evenly = call.input["RecordDistributionStrategy"].text() == "AUTO";
  return change_active(service, call,
                       [&](StreamState& state) { state.spreads_evenly = spreads_evenly; });
}

}  // namespace pinflow::gateway::kinesis
