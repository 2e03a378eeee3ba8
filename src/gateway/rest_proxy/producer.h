// Producer: answers produce requests. It parses the body, finds or creates the topic, gives
// each record its partition, appends, and answers once the log has acknowledged.
//
//   Durability:  an offset in an answer is of a record that is durable.
//   Threads:     any.
#pragma once

#include <atomic>
#include <optional>
#include <vector>

#include "eventlog/event_log.h"
#include "gateway/receipts.h"
#include "gateway/rest_proxy/produce_request.h"
#include "http/background.h"
#include "http/message.h"
#include "http/task.h"

namespace pinflow::gateway {

struct TopicCreation {
  bool on_produce = true;  // Producing to an unknown topic creates it.
  eventlog::TopicConfig config;
};

// In an answer: how many of its records were not stored.
inline constexpr std::string_view kFailedRecordsHeader = "X-Pinflow-Records-Failed";

// In an answer: all of it was stored before, by a request with the same Idempotency-Key.
inline constexpr std::string_view kReplayedHeader = "X-Pinflow-Replayed";

class Producer {
 public:
  // All but the creation's rules outlive the producer.
  Producer(eventlog::EventLog& log, const TopicCreation& creation, Receipts& receipts,
           http::Background& background)
      : log_(log), creation_(creation), receipts_(receipts), background_(background) {}

  // `into` is the partition that the path names, which those of the records give way to.
  // When some records were stored, the answer is 200 with an error in the place of each other;
  // when none was, it is the error of the first. With the header Idempotency-Key nothing is
  // stored twice.
  http::Task<http::Response> produce(const http::Request& request, std::string_view topic,
                                     std::optional<int64_t> into);

  // The topic, which is made when it is not there and that is allowed.
  std::variant<eventlog::TopicPointer, RestError> find_topic(std::string_view name);
  const TopicCreation& creation() const { return creation_; }
  // Grows: what spreads records without keys over the partitions.
  uint32_t next_turn() { return turn_.fetch_add(1); }

 private:
  using Records = std::vector<RecordToProduce>;

  http::Task<http::Response> store(eventlog::TopicPointer topic, Records records,
                                   std::optional<int64_t> into);
  http::Task<http::Response> store_once(eventlog::TopicPointer topic, Records records,
                                        std::optional<int64_t> into, RequestIdentity identity);

  eventlog::EventLog& log_;
  const TopicCreation creation_;
  Receipts& receipts_;
  http::Background& background_;
  std::atomic<uint32_t> turn_ = 0;  // Of the partitions, for requests without keys.
};

}  // namespace pinflow::gateway
