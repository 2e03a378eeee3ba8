#include "gateway/kinesis/subscription.h"

#include "gateway/kinesis/actions.h"
#include "gateway/kinesis/arn.h"
#include "gateway/kinesis/describe.h"
#include "gateway/kinesis/event_stream.h"
#include "gateway/kinesis/lookup.h"
#include "gateway/kinesis/resource.h"
#include "gateway/kinesis/shard_reader.h"

namespace pinflow::gateway::kinesis {
namespace {

using Piece = std::optional<std::string>;

constexpr std::chrono::minutes kLifetime{5};
// How long it waits for records before it looks whether anybody still listens.
constexpr std::chrono::seconds kWakeUp{1};
// An event without records now and then tells a client that it is at the tip.
constexpr std::chrono::seconds kEmptyEventPeriod{5};
constexpr eventlog::ReadLimits kEventLimits{10'000, 1 << 20};

class Subscription final : public http::BodyStream {
 public:
  Subscription(Service& service, Position position, std::string key, uint64_t number,
               Encoding encoding)
      : service_(service),
        position_(std::move(position)),
        key_(std::move(key)),
        number_(number),
        encoding_(encoding),
        ends_at_(service.now() + kLifetime) {}

  http::Task<Piece> next() override {
    if (!has_begun_) {
      has_begun_ = true;
      co_return frame("initial-response", [](Encoder&) {});
    }
    bool is_over = has_ended_ || service_.now() >= ends_at_ ||
                   !service_.subscriptions.is_current(key_, number_);
    if (is_over) co_return std::nullopt;
    uint64_t seen = service_.log.change_count();
    Piece event = next_event();
    if (!event) {
      auto changed = http::completion<bool>([&](const http::Done<bool>& done) {
        service_.watch.wait(seen, std::chrono::steady_clock::now() + kWakeUp,
                            [done] { done(true); });
      });
      co_await changed;
      event = "";
    }
    co_return event;
  }

 private:
  // An event with records, or with the end, or an empty one that is due. Nothing: wait.
  Piece next_event() {
    auto stream = service_.catalog.find(position_.stream);
    bool is_same = stream.ok() && (*stream)->topic.id == position_.topic_id;
    if (!is_same) return fail(not_found(service_, position_.stream));
    const Shard& shard = *(*stream)->state.shards.find(position_.shard_index);
    auto records = read_records(service_, **stream, shard, position_.offset, kEventLimits);
    if (!records.ok()) return fail(records.status());
    const UnixMillis now = service_.now();
    bool is_due = !records->records.empty() || records->is_end || now >= next_empty_event_;
    if (!is_due) return std::nullopt;
    next_empty_event_ = now + kEmptyEventPeriod;
    position_.offset = records->next;
    has_ended_ = records->is_end;
    return frame("SubscribeToShardEvent", [&](Encoder& output) {
      write_records(**stream, shard, *records, &output);
      if (!records->is_end) output.text("ContinuationSequenceNumber", continuation(shard, now));
      output.number("MillisBehindLatest", records->millis_behind_latest);
      if (records->is_end) write_child_shards(**stream, shard, &output);
    });
  }

  // AFTER this number comes what follows, whether a record has it or not.
  std::string continuation(const Shard& shard, UnixMillis now) const {
    return sequence_number_of(shard, position_.offset + -1, now).text();
  }

  template <class Write>
  std::string frame(std::string_view type, Write write) const {
    auto output = make_encoder(encoding_);
    output->begin_object();
    write(*output);
    output->end_object();
    return event_frame(type, payload_type(), output->take());
  }

  std::string fail(const Status& status) {
    has_ended_ = true;
    auto output = make_encoder(encoding_);
    output->begin_object();
    output->text("message", status.message());
    output->end_object();
    return exception_frame(fault_name(status).type, payload_type(), output->take());
  }

  std::string_view payload_type() const {
    return encoding_ == Encoding::kCbor ? "application/cbor" : "application/json";
  }

  Service& service_;
  Position position_;
  const std::string key_;
  const uint64_t number_;
  const Encoding encoding_;
  const UnixMillis ends_at_;
  UnixMillis next_empty_event_{};
  bool has_begun_ = false;
  bool has_ended_ = false;
};

}  // namespace

std::optional<uint64_t> Subscriptions::begin(const std::string& key, UnixMillis now) {
  std::lock_guard lock(mutex_);
  Latest& latest = latest_[key];
  if (latest.number != 0 && now < latest.began_at + kPause) return std::nullopt;
  latest = {++count_, now};
  return latest.number;
}

bool Subscriptions::is_current(const std::string& key, uint64_t number) const {
  std::lock_guard lock(mutex_);
  auto found = latest_.find(key);
  return found != latest_.end() && found->second.number == number;
}

Result<std::shared_ptr<http::BodyStream>> subscribe_to_shard(Service& service, const Value& input,
                                                             Encoding encoding) {
  std::string arn(input["ConsumerARN"].text());
  auto parts = parse_arn(arn);
  if (!parts) return invalid_argument("ConsumerARN " + arn + " is not valid.");
  TRY_ASSIGN(StreamPointer stream, service.catalog.find(parts->stream));
  if (!find_consumer(*stream, parts->consumer)) {
    return resource_not_found("Consumer " + arn + " not found.");
  }
  auto index = parse_shard_id(input["ShardId"].text());
  const Shard* shard = index ? stream->state.shards.find(*index) : nullptr;
  if (!shard || is_expired(service, *stream, *shard)) {
    return resource_not_found("Shard " + std::string(input["ShardId"].text()) + " in stream " +
                              stream->name() + " under account " + service.options.account +
                              " does not exist");
  }
  const Value& start = input["StartingPosition"];
  TRY_ASSIGN(Position position,
             start_position(service, *stream, *shard,
                            {start["Type"].text(), start["SequenceNumber"], start["Timestamp"]}));
  TRY(check_not_dry(input));
  std::string key = arn + "/" + shard->id();
  auto number = service.subscriptions.begin(key, service.now());
  if (!number) {
    return resource_in_use("Another active subscription exists for this consumer: " + arn);
  }
  return std::shared_ptr<http::BodyStream>(std::make_shared<Subscription>(
      service, std::move(position), std::move(key), *number, encoding));
}

}  // namespace pinflow::gateway::kinesis
