#include "gateway/rest_proxy/consumer_request.h"

#include <charconv>

#include "model/text_value.h"

namespace pinflow::gateway {
namespace {

using json::Element;
using model::TopicPartition;

constexpr int64_t kRequestTimeoutMsMax = 60'000;

// A number, or its text, since clients send both.
std::optional<int64_t> integer_of(Element element) {
  if (auto number = element.as_integer()) return number;
  auto text = element.as_string();
  int64_t number = 0;
  if (!text) return std::nullopt;
  auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return number;
}

std::optional<bool> flag_of(Element element) {
  if (auto flag = element.as_bool()) return flag;
  if (element.as_string() == "true") return true;
  if (element.as_string() == "false") return false;
  return std::nullopt;
}

bool read_format(Element element, ConsumerConfig* config) {
  auto format = format_of_name(element.as_string().value_or(""));
  if (format) config->format = *format;
  return format.has_value();
}

bool read_reset(Element element, ConsumerConfig* config) {
  bool is_earliest = element.as_string() == "earliest";
  config->reset = is_earliest ? OffsetReset::kEarliest : OffsetReset::kLatest;
  return is_earliest || element.as_string() == "latest";
}

bool read_commit(Element element, ConsumerConfig* config) {
  auto flag = flag_of(element);
  config->commits_by_itself = flag.value_or(true);
  return flag.has_value();
}

bool read_fetch_min(Element element, ConsumerConfig* config) {
  auto bytes = integer_of(element);
  config->fetch_bytes_min = static_cast<uint64_t>(bytes.value_or(1));
  return bytes && *bytes >= -1 && *bytes <= static_cast<int64_t>(FetchLimits().bytes_max);
}

bool read_timeout(Element element, ConsumerConfig* config) {
  auto timeout_ms = integer_of(element);
  config->request_timeout = std::chrono::milliseconds(timeout_ms.value_or(0));
  return timeout_ms && *timeout_ms >= 0 && *timeout_ms <= kRequestTimeoutMsMax;
}

struct ConsumerSetting {
  std::string_view name;
  bool (*read)(Element, ConsumerConfig*);
  std::string_view wanted;
};

constexpr ConsumerSetting kSettings[] = {
    {"format", read_format, "json, binary or text (formats with schemas are not supported)"},
    {"auto.offset.reset", read_reset, "earliest or latest"},
    {"auto.commit.enable", read_commit, "true or false"},
    {"fetch.min.bytes", read_fetch_min, "a number of bytes, at most 4194304"},
    {"consumer.request.timeout.ms", read_timeout, "milliseconds, at most 60000"},
};

std::optional<TopicPartition> read_partition(Element element) {
  auto topic = element["topic"];
  auto partition = element["partition"];
  if (!topic || !topic->as_string() || !partition) return std::nullopt;
  auto number = partition->as_integer();
  if (!number || *number < 0 || *number > INT32_MAX) return std::nullopt;
  return TopicPartition{std::string(*topic->as_string()),
                        model::Partition{static_cast<int32_t>(*number)}};
}

std::optional<RestError> read_offsets(const JsonBody& body, eventlog::Positions* positions) {
  return body.each_of("offsets", R"({"topic":"t","partition":0,"offset":0})", [&](Element one) {
    auto of = read_partition(one);
    auto offset = one["offset"];
    if (!of || !offset || offset->as_integer().value_or(-1) < 0) return false;
    (*positions)[*of] = model::Offset{*offset->as_integer()};
    return true;
  });
}

}  // namespace

Parsed<ConsumerToCreate> parse_consumer(std::string_view text) {
  ConsumerToCreate wanted;
  if (text.empty()) return wanted;
  JsonBody body;
  if (auto error = body.parse(text)) return *error;
  if (auto name = body["name"]) {
    wanted.name = name->as_string().value_or("");
    if (wanted.name.empty() || wanted.name.find('/') != std::string::npos) {
      return unprocessable("name", "a string without '/' is wanted");
    }
  }
  for (const ConsumerSetting& setting : kSettings) {
    auto member = body[setting.name];
    if (!member || setting.read(*member, &wanted.config)) continue;
    return RestError{422, 42204,
                     "Invalid consumer configuration: " + std::string(setting.name) +
                         ": wanted is " + std::string(setting.wanted)};
  }
  return wanted;
}

Parsed<WantedTopics> parse_subscription(std::string_view text) {
  JsonBody body;
  if (auto error = body.parse(text)) return *error;
  WantedTopics wanted;
  auto pattern = body["topic_pattern"];
  if (pattern) {
    wanted.pattern = pattern->as_string().value_or("");
    if (wanted.pattern.empty()) return unprocessable("topic_pattern", "a string is wanted");
    if (!body["topics"]) return wanted;
    return RestError{409, 40903,
                     "Illegal state: Subscription to topics, partitions and pattern are mutually "
                     "exclusive"};
  }
  if (auto error = body.missing("topics", R"({"topics":["t"]})")) return *error;
  auto error = body.each_of("topics", R"("t")", [&](Element topic) {
    if (!topic.as_string()) return false;
    wanted.topics.emplace_back(*topic.as_string());
    return true;
  });
  if (error) return *error;
  return wanted;
}

Parsed<std::vector<TopicPartition>> parse_partitions(std::string_view text) {
  JsonBody body;
  if (auto error = body.parse(text)) return *error;
  constexpr std::string_view kExample = R"({"topic":"t","partition":0})";
  if (auto error = body.missing("partitions", "{\"partitions\":[" + std::string(kExample) + "]}")) {
    return *error;
  }
  std::vector<TopicPartition> partitions;
  auto error = body.each_of("partitions", kExample, [&](Element one) {
    auto partition = read_partition(one);
    if (partition) partitions.push_back(std::move(*partition));
    return partition.has_value();
  });
  if (error) return *error;
  return partitions;
}

Parsed<std::optional<eventlog::Positions>> parse_offsets(std::string_view text) {
  std::optional<eventlog::Positions> positions;
  if (text.empty()) return positions;
  JsonBody body;
  if (auto error = body.parse(text)) return *error;
  if (!body["offsets"]) return positions;
  if (auto error = read_offsets(body, &positions.emplace())) return *error;
  return positions;
}

Parsed<WantedPositions> parse_positions(std::string_view text) {
  JsonBody body;
  if (auto error = body.parse(text)) return *error;
  WantedPositions wanted;
  if (!body["timestamps"]) {
    auto error = body.missing("offsets", R"({"offsets":[{"topic":"t","partition":0,"offset":0}]})");
    if (error) return *error;
  }
  if (auto error = read_offsets(body, &wanted.offsets)) return *error;
  constexpr std::string_view kExample =
      R"({"topic":"t","partition":0,"timestamp":"2026-01-31T12:00:00Z"})";
  auto error = body.each_of("timestamps", kExample, [&](Element one) {
    auto of = read_partition(one);
    auto timestamp = one["timestamp"];
    auto micros = model::text_to_timestamp(timestamp ? timestamp->as_string().value_or("")
                                                     : std::string_view());
    if (!of || !micros) return false;
    wanted.timestamps[*of] = UnixMillis(std::chrono::milliseconds(*micros / 1000));
    return true;
  });
  if (error) return *error;
  return wanted;
}

}  // namespace pinflow::gateway
