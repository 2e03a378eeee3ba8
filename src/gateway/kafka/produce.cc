// Produce and InitProducerId: batches go to the log as they came.
#include <optional>
#include <vector>

#include "eventlog/wire.h"
#include "gateway/kafka/call.h"
#include "telemetry/metrics.h"

namespace pinflow::gateway::kafka {
namespace {

using model::Offset;
using model::Partition;
using Outcomes = std::vector<Result<Offset>>;

// One partition's batch, and where its outcome is said.
struct Place {
  std::string_view topic;
  int32_t partition = 0;
  std::string_view batch;
};

// Collects the outcomes; each place is written by one callback only.
struct Collection {
  Collection(size_t size, http::Done<Outcomes> all)
      : outcomes(size, Result<Offset>(Offset{})), missing(size), done(std::move(all)) {}

  void put(size_t place, Result<Offset> outcome) {
    outcomes[place] = std::move(outcome);
    if (missing.fetch_sub(1) == 1) done(std::move(outcomes));
  }

  Outcomes outcomes;
  std::atomic<size_t> missing;
  http::Done<Outcomes> done;
};

std::vector<Place> places_of(const Message& request) {
  std::vector<Place> places;
  for (const Message& topic : request.list("topics")) {
    for (const Message& partition : topic.list("partitions")) {
      places.push_back(
          {topic.text("name"), partition.number32("index"), partition.text("records")});
    }
  }
  return places;
}

constexpr size_t kBatchLengthAt = 8;  // Of what follows it.
constexpr size_t kFormatAt = 16;
constexpr size_t kRecordCountAt = 57;

int64_t number_at(std::string_view batch, size_t at) {
  return eventlog::load<int32_t>(batch.data() + at);
}

// What the front of it tells: the log looks at the rest.
Status check_one_batch(std::string_view batch) {
  namespace error = eventlog::batch_error;
  if (batch.size() <= kFormatAt) {
    return Status(Code::kInvalidArgument, "produce: no batch").named(error::kInvalidRecord);
  }
  if (batch[kFormatAt] != 2) {
    return Status(Code::kInvalidArgument, "produce: records of an old format")
        .named(error::kOldFormat);
  }
  const int64_t end = number_at(batch, kBatchLengthAt) + static_cast<int64_t>(kBatchLengthAt) + 4;
  if (end == static_cast<int64_t>(batch.size())) return Status();
  return Status(Code::kInvalidArgument, "produce: one batch for each partition is wanted")
      .named(error::kInvalidRecord);
}

// Why none of the request may be stored, if so.
ErrorCode check_request(const Call& call) {
  const int64_t acks = call.request.number("acks");
  if (acks < -1 || acks > 1) return ErrorCode::kInvalidRequiredAcks;
  if (!call.request.is_null("transactional_id")) {
    return ErrorCode::kTransactionalIdAuthorizationFailed;
  }
  return error_of(
      call.service.gatekeeper.count_request(call.client.holder, call.client.peer.address));
}

// Begins all appends before anything is waited for: batches of a producer keep their order.
http::Task<Outcomes> append(Call& call, const std::vector<Place>& places) {
  auto stored = http::completion<Outcomes>([&](http::Done<Outcomes> done) {
    auto collection = std::make_shared<Collection>(places.size(), std::move(done));
    for (size_t i = 0; i < places.size(); ++i) {
      const Place& place = places[i];
      Status status = check_one_batch(place.batch);
      if (!status.ok()) {
        collection->put(i, std::move(status));
        continue;
      }
      call.service.batches.append_batch(
          place.topic, Partition{place.partition}, std::string(place.batch),
          [collection, i](Result<Offset> first) { collection->put(i, std::move(first)); });
    }
  });
  Outcomes outcomes = co_await stored;
  co_return outcomes;
}

// A closed partition is a stream's shard that was split or merged.
ErrorCode error_of_append(const Status& status) {
  return status.code() == Code::kOutOfRange ? ErrorCode::kPolicyViolation : error_of(status);
}

void count(const std::vector<Place>& places, const Outcomes& outcomes) {
  static auto& stored = telemetry::counter("pinflow_gateway_records_total", "records acknowledged",
                                           {{"door", "kafka"}});
  static auto& failed = telemetry::counter("pinflow_gateway_records_failed_total",
                                           "records that could not be stored", {{"door", "kafka"}});
  for (size_t i = 0; i < places.size(); ++i) {
    const std::string_view batch = places[i].batch;
    const bool has_count = batch.size() >= kRecordCountAt + 4;
    const auto records = static_cast<double>(has_count ? number_at(batch, kRecordCountAt) : 1);
    if (outcomes[i].ok()) stored.add(records);
    if (!outcomes[i].ok() && records > 0) failed.add(records);
  }
}

void write_outcome(const Call& call, const Place& place, const Result<Offset>& outcome,
                   Message* partition) {
  if (!outcome.ok()) {
    partition->set("error_code", to_int64(error_of_append(outcome.status())));
    partition->set("error_message", outcome.status().message());
    call.service.refusals.note(400, "Produce", call.client.peer.address,
                               outcome.status().message());
    return;
  }
  partition->set("base_offset", model::to_int64(*outcome));
  const auto range =
      call.service.log.offsets({std::string(place.topic), Partition{place.partition}});
  if (range.ok()) partition->set("log_start_offset", model::to_int64(range->begin));
}

}  // namespace

http::Task<bool> produce(Call& call) {
  const std::vector<Place> all = places_of(call.request);
  const ErrorCode refused = check_request(call);
  std::vector<ErrorCode> errors;
  std::vector<Place> allowed;
  for (const Place& place : all) {
    const bool is_refused = refused != ErrorCode::kNone;
    errors.push_back(is_refused ? refused : call.check(Action::kProduce, place.topic));
    if (errors.back() == ErrorCode::kNone) allowed.push_back(place);
  }
  Outcomes outcomes;
  if (!allowed.empty()) {
    auto appending = append(call, allowed);
    outcomes = co_await appending;
    count(allowed, outcomes);
  }
  if (call.request.number("acks") == 0) co_return false;
  size_t index = 0;
  size_t allowed_index = 0;
  for (const Message& topic : call.request.list("topics")) {
    Message& answered = call.answer.add("topics").set("name", topic.text("name"));
    for (const Message& wanted : topic.list("partitions")) {
      Message& partition = answered.add("partitions").set("index", wanted.number("index"));
      if (errors[index] != ErrorCode::kNone) {
        partition.set("error_code", to_int64(errors[index]));
      } else {
        write_outcome(call, all[index], outcomes[allowed_index++], &partition);
      }
      ++index;
    }
  }
  co_return true;
}

http::Task<bool> init_producer_id(Call& call) {
  if (!call.request.is_null("transactional_id")) {
    call.answer.set("error_code", to_int64(ErrorCode::kTransactionalIdAuthorizationFailed));
    co_return true;
  }
  if (ErrorCode error = call.check(Action::kProduce, ""); error != ErrorCode::kNone) {
    call.answer.set("error_code", to_int64(ErrorCode::kClusterAuthorizationFailed));
    co_return true;
  }
  std::function<Result<eventlog::ProducerId>()> take = [&batches = call.service.batches] {
    return batches.new_producer_id();
  };
  auto taking = http::run_in<eventlog::ProducerId>(call.service.background, take);
  Result<eventlog::ProducerId> id = co_await taking;
  if (!id.ok()) {
    call.answer.set("error_code", to_int64(ErrorCode::kCoordinatorNotAvailable));
  } else {
    call.answer.set("producer_id", static_cast<int64_t>(*id));
  }
  co_return true;
}

}  // namespace pinflow::gateway::kafka
