#include "gateway/rest_proxy/producer.h"

#include "gateway/append_all.h"
#include "gateway/rest_proxy/partitioner.h"
#include "gateway/rest_proxy/record_plan.h"
#include "gateway/rest_proxy/stream_records.h"
#include "http/status_map.h"
#include "json/writer.h"
#include "telemetry/metrics.h"

namespace pinflow::gateway {
namespace {

using model::Offset;

constexpr std::string_view kIdempotencyHeader = "Idempotency-Key";
constexpr size_t kIdempotencyKeyBytesMax = 255;

void write_record(const Placement& placement, const AppendOutcomes& outcomes, json::Writer* body) {
  Result<Offset> offset = outcome_of(placement, outcomes);
  body->begin_object();
  if (offset.ok()) {
    body->member("partition", placement.wanted_partition).member("offset", to_int64(*offset));
    body->key("error_code").null().key("error").null();
  } else {
    const Status status = offset.status();
    body->key("partition").null().key("offset").null();
    body->member("error_code", http::protocol_error(status.code()).confluent_record_code);
    body->member("error", status.message());
  }
  body->end_object();
}

// The error of a request of which nothing was stored.
RestError whole_error(const Placement& first, const AppendOutcomes& outcomes) {
  Status status = outcome_of(first, outcomes).status();
  if (status.code() == Code::kNotFound) return {404, 40402, status.message()};
  return rest_error(status);
}

http::Response answer(const RecordPlan& plan, const AppendOutcomes& outcomes) {
  size_t failed_count = 0;
  json::Writer body;
  body.begin_object().key("offsets").begin_array();
  for (const Placement& placement : plan.placements) {
    if (!outcome_of(placement, outcomes).ok()) ++failed_count;
    write_record(placement, outcomes, &body);
  }
  body.end_array().key("key_schema_id").null().key("value_schema_id").null().end_object();

  static auto& stored = telemetry::counter("pinflow_gateway_records_total", "records acknowledged",
                                           {{"door", "rest"}});
  static auto& failed = telemetry::counter("pinflow_gateway_records_failed_total",
                                           "records that could not be stored", {{"door", "rest"}});
  stored.add(static_cast<double>(plan.placements.size() - failed_count));
  if (failed_count > 0) failed.add(static_cast<double>(failed_count));

  http::Response response;
  if (failed_count == plan.placements.size()) {
    response = error_answer(whole_error(plan.placements.front(), outcomes));
  } else {
    response = http::Response::json(200, body.take());
  }
  if (failed_count > 0) {
    response.headers.emplace_back(kFailedRecordsHeader, std::to_string(failed_count));
  }
  return response;
}

// The error with a request in its place that works.
http::Response teach(RestError error, const http::Request& request) {
  std::string host(request.header("Host").value_or("localhost:8082"));
  error.message += "; a request that works: curl -H 'Content-Type: " +
                   std::string(media_type(EmbeddedFormat::kJson)) +
                   R"(' -d '{"records":[{"value":{"a":1}}]}' )" +
                   (request.is_tls ? "https://" : "http://") + host + request.target;
  return error_answer(error);
}

http::Response receipt_refused(const Status& status) {
  if (status.code() == Code::kInvalidArgument) return error_answer({422, 422, status.message()});
  if (status.code() != Code::kAlreadyExists) return error_answer(rest_error(status));
  http::Response response = error_answer({409, 409, status.message()});
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace

http::Task<http::Response> Producer::produce(const http::Request& request, std::string_view topic,
                                             std::optional<int64_t> into) {
  auto format = embedded_format(request.header("Content-Type"));
  if (auto* error = std::get_if<RestError>(&format)) co_return teach(*error, request);
  auto parsed = parse_produce(request.body, std::get<EmbeddedFormat>(format));
  if (auto* error = std::get_if<RestError>(&parsed)) co_return teach(*error, request);
  auto found = find_topic(topic);
  if (auto* error = std::get_if<RestError>(&found)) co_return error_answer(*error);

  auto& records = std::get<Records>(parsed);
  auto& stored_in = std::get<eventlog::TopicPointer>(found);
  auto key = request.header(kIdempotencyHeader);
  if (!key) {
    auto storing = store(std::move(stored_in), std::move(records), into);
    http::Response response = co_await storing;
    co_return response;
  }
  if (key->empty() || key->size() > kIdempotencyKeyBytesMax) {
    co_return error_answer({400, 400, "Idempotency-Key: 1 to 255 bytes are wanted"});
  }
  auto identity = RequestIdentity::of(*key, request.path + "\n" + request.body);
  auto storing = store_once(std::move(stored_in), std::move(records), into, std::move(identity));
  http::Response response = co_await storing;
  co_return response;
}

http::Task<http::Response> Producer::store(eventlog::TopicPointer topic, Records records,
                                           std::optional<int64_t> into) {
  Status assigned = assign_shards(*topic, &records);
  if (!assigned.ok()) co_return error_answer(rest_error(assigned));
  RecordPlan plan =
      plan_batches(std::move(records), into, next_turn(), topic->config.partition_count);
  AppendOutcomes outcomes;
  if (!plan.batches.empty()) {
    auto appending = append_all(log_, topic->name, std::move(plan.batches));
    outcomes = co_await appending;
  }
  co_return answer(plan, outcomes);
}

http::Task<http::Response> Producer::store_once(eventlog::TopicPointer topic, Records records,
                                                std::optional<int64_t> into,
                                                RequestIdentity identity) {
  std::function<Result<StoredRequest>()> begin = [this, topic, identity] {
    return receipts_.begin(*topic, identity);
  };
  auto beginning = http::run_in<StoredRequest>(background_, begin);
  Result<StoredRequest> stored = co_await beginning;
  if (!stored.ok()) co_return receipt_refused(stored.status());

  Status assigned = assign_shards(*topic, &records);
  if (!assigned.ok()) co_return error_answer(rest_error(assigned));
  // A retry has to come to the same plan.
  uint32_t turn = murmur2(identity.content);
  RecordPlan plan = plan_batches(std::move(records), into, turn, stored->partition_count);
  std::vector<size_t> missing;
  std::vector<PartitionBatch> batches;
  AppendOutcomes outcomes;
  for (PartitionBatch& batch : plan.batches) {
    auto first = stored->first_offsets.find(batch.partition);
    bool is_stored = first != stored->first_offsets.end();
    outcomes.emplace_back(is_stored ? first->second : Offset{});
    if (is_stored) continue;
    missing.push_back(outcomes.size() - 1);
    batch.records.front().headers.push_back(Receipts::header(identity, stored->partition_count));
    batches.push_back(std::move(batch));
  }
  if (!batches.empty()) {
    auto appending = append_all(log_, topic->name, std::move(batches));
    AppendOutcomes added = co_await appending;
    for (size_t i = 0; i < missing.size(); ++i) {
      outcomes[missing[i]] = added[i];
      if (!added[i].ok()) continue;
      stored->first_offsets[plan.batches[missing[i]].partition] = *added[i];
    }
  }
  receipts_.end(*topic, identity, *stored);
  http::Response response = answer(plan, outcomes);
  if (missing.empty() && !outcomes.empty()) response.headers.emplace_back(kReplayedHeader, "true");
  co_return response;
}

std::variant<eventlog::TopicPointer, RestError> Producer::find_topic(std::string_view name) {
  auto found = log_.shared_topic(name);
  if (!found.ok() && found.status().code() == Code::kNotFound) {
    if (Status valid = model::check_topic_name(name); !valid.ok()) {
      return RestError{400, 40002, "Invalid topic name: " + valid.message()};
    }
    if (!creation_.on_produce) return RestError{404, 40401, "Topic not found."};
    auto created = log_.create_topic(name, creation_.config);
    // Where another request was first, it is there now.
    const bool is_there = created.ok() || created.status().code() == Code::kAlreadyExists;
    if (!is_there) return rest_error(created.status());
    found = log_.shared_topic(name);
  }
  if (!found.ok()) return rest_error(found.status());
  return std::move(*found);
}

}  // namespace pinflow::gateway
