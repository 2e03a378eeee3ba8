#include "gateway/kinesis/stream_state.h"

#include "json/document.h"
#include "json/writer.h"

namespace pinflow::gateway::kinesis {
namespace {

using json::Element;
using json::Writer;

void write_time(std::string_view name, std::optional<UnixMillis> time, Writer* writer) {
  if (time) writer->member(name, to_int64(*time));
}

void write_index(std::string_view name, std::optional<int32_t> index, Writer* writer) {
  if (index) writer->member(name, int64_t{*index});
}

void write_tags(const Tags& tags, Writer* writer) {
  writer->key("tags").begin_object();
  for (const auto& [name, value] : tags) writer->member(name, value);
  writer->end_object();
}

void write_shard(const Shard& shard, Writer* writer) {
  writer->begin_object();
  writer->member("first_hash_key", shard.first_hash_key.decimal());
  writer->member("last_hash_key", shard.last_hash_key.decimal());
  write_index("parent", shard.parent, writer);
  write_index("adjacent_parent", shard.adjacent_parent, writer);
  writer->member("second", shard.second);
  write_time("opened_at_ms", shard.opened_at, writer);
  write_time("closed_at_ms", shard.closed_at, writer);
  writer->end_object();
}

void write_consumer(const Consumer& consumer, Writer* writer) {
  writer->begin_object().member("name", consumer.name);
  write_time("created_at_ms", consumer.created_at, writer);
  write_time("deleted_at_ms", consumer.deleted_at, writer);
  write_tags(consumer.tags, writer);
  writer->member("policy", consumer.policy).end_object();
}

int64_t integer(Element object, std::string_view name, int64_t otherwise = 0) {
  auto member = object[name];
  return member ? member->as_integer().value_or(otherwise) : otherwise;
}

std::string text(Element object, std::string_view name) {
  auto member = object[name];
  return std::string(member ? member->as_string().value_or("") : "");
}

bool flag(Element object, std::string_view name) {
  auto member = object[name];
  return member && member->as_bool().value_or(false);
}

UnixMillis time_of(int64_t millis) { return UnixMillis(std::chrono::milliseconds(millis)); }

std::optional<UnixMillis> optional_time(Element object, std::string_view name) {
  if (!object[name]) return std::nullopt;
  return time_of(integer(object, name));
}

std::optional<int32_t> optional_index(Element object, std::string_view name) {
  if (!object[name]) return std::nullopt;
  return static_cast<int32_t>(integer(object, name));
}

template <class Visit>
void each(Element object, std::string_view name, Visit visit) {
  auto array = object[name];
  if (!array) return;
  array->each_element([&](Element element) {
    visit(element);
    return true;
  });
}

Tags read_tags(Element object) {
  Tags tags;
  if (auto members = object["tags"]) {
    members->each_member([&](std::string_view name, Element value) {
      tags.emplace(name, value.as_string().value_or(""));
      return true;
    });
  }
  return tags;
}

// False when a hash key is none.
bool read_shard(Element element, std::vector<Shard>* shards) {
  Shard shard;
  shard.index = static_cast<int32_t>(shards->size());
  auto first = WideNumber::parse(text(element, "first_hash_key"));
  auto last = WideNumber::parse(text(element, "last_hash_key"));
  if (!first || !last) return false;
  shard.first_hash_key = *first;
  shard.last_hash_key = *last;
  shard.parent = optional_index(element, "parent");
  shard.adjacent_parent = optional_index(element, "adjacent_parent");
  shard.second = integer(element, "second");
  shard.opened_at = time_of(integer(element, "opened_at_ms"));
  shard.closed_at = optional_time(element, "closed_at_ms");
  shards->push_back(shard);
  return true;
}

Consumer read_consumer(Element element) {
  Consumer consumer;
  consumer.name = text(element, "name");
  consumer.created_at = time_of(integer(element, "created_at_ms"));
  consumer.deleted_at = optional_time(element, "deleted_at_ms");
  consumer.tags = read_tags(element);
  consumer.policy = text(element, "policy");
  return consumer;
}

}  // namespace

std::string to_json(const StreamState& state) {
  Writer writer;
  writer.begin_object().key("shards").begin_array();
  for (const Shard& shard : state.shards.all()) write_shard(shard, &writer);
  writer.end_array();
  write_time("changed_at_ms", state.changed_at, &writer);
  write_time("deleted_at_ms", state.deleted_at, &writer);
  writer.member("on_demand", state.is_on_demand).member("spreads_evenly", state.spreads_evenly);
  writer.member("warm_throughput_mib", state.warm_throughput_mib).member("key_id", state.key_id);
  writer.key("metrics").begin_array();
  for (const std::string& metric : state.metrics) writer.value(metric);
  writer.end_array();
  write_tags(state.tags, &writer);
  writer.member("policy", state.policy).key("consumers").begin_array();
  for (const Consumer& consumer : state.consumers) write_consumer(consumer, &writer);
  writer.end_array().end_object();
  return writer.take();
}

Result<StreamState> read_stream_state(const eventlog::Topic& topic) {
  StreamState state;
  if (topic.config.metadata.empty()) {
    state.shards = ShardMap::even(topic.config.partition_count, topic.created_at);
    return state;
  }
  json::Parser parser;
  auto parsed = parser.parse(topic.config.metadata);
  if (!parsed.ok()) return Status(Code::kCorruption, "topic " + topic.name + ": metadata");
  bool are_whole = true;
  std::vector<Shard> shards;
  each(*parsed, "shards",
       [&](Element shard) { are_whole = read_shard(shard, &shards) && are_whole; });
  if (!are_whole || shards.size() != static_cast<size_t>(topic.config.partition_count)) {
    return Status(Code::kCorruption, "topic " + topic.name + ": shards in its metadata");
  }
  state.shards = ShardMap(std::move(shards));
  state.changed_at = time_of(integer(*parsed, "changed_at_ms"));
  state.deleted_at = optional_time(*parsed, "deleted_at_ms");
  state.is_on_demand = flag(*parsed, "on_demand");
  state.spreads_evenly = flag(*parsed, "spreads_evenly");
  state.warm_throughput_mib = integer(*parsed, "warm_throughput_mib");
  state.key_id = text(*parsed, "key_id");
  each(*parsed, "metrics",
       [&](Element metric) { state.metrics.emplace(metric.as_string().value_or("")); });
  state.tags = read_tags(*parsed);
  state.policy = text(*parsed, "policy");
  each(*parsed, "consumers",
       [&](Element consumer) { state.consumers.push_back(read_consumer(consumer)); });
  return state;
}

}  // namespace pinflow::gateway::kinesis
