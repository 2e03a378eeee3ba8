// The bodies of requests to consumers. Errors: 400 (not JSON) and 422 (of another shape), each
// naming the JSON path, unless a function says more.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventlog/event_log.h"
#include "gateway/consumers/consumer_group.h"
#include "gateway/rest_proxy/json_body.h"

namespace pinflow::gateway {

struct ConsumerToCreate {
  std::string name;  // "": any.
  ConsumerConfig config;
};

// {"name":…,"format":…,"auto.offset.reset":…,"auto.commit.enable":…,"fetch.min.bytes":…,
// "consumer.request.timeout.ms":…}, all optional. Errors: 422 with 42204: a setting's value.
Parsed<ConsumerToCreate> parse_consumer(std::string_view body);

struct WantedTopics {
  std::vector<std::string> topics;
  std::string pattern;  // Or a regular expression that matches whole names.
};

// {"topics":[…]} or {"topic_pattern":…}. Errors: 409 with 40903: both.
Parsed<WantedTopics> parse_subscription(std::string_view body);

// {"partitions":[{"topic":…,"partition":…}]}.
Parsed<std::vector<model::TopicPartition>> parse_partitions(std::string_view body);

// {"offsets":[{"topic":…,"partition":…,"offset":…}]}. Nothing for an empty body.
Parsed<std::optional<eventlog::Positions>> parse_offsets(std::string_view body);

struct WantedPositions {
  eventlog::Positions offsets;
  std::map<model::TopicPartition, UnixMillis> timestamps;
};

// {"offsets":[…],"timestamps":[{"topic":…,"partition":…,"timestamp":"2026-01-31T12:00:00Z"}]}.
Parsed<WantedPositions> parse_positions(std::string_view body);

}  // namespace pinflow::gateway
