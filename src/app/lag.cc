#include "app/lag.h"

#include <algorithm>
#include <functional>

#include "app/connectors.h"
#include "app/streams.h"
#include "json/writer.h"
#include "stream/ledger.h"

namespace pinflow::app {
namespace {

// The next record that a part wants; nothing: it is not known.
using NextWanted = std::function<std::optional<model::Offset>(const model::TopicPartition& of,
                                                              model::Offset begin)>;

Status add_partition(const eventlog::EventLog& log, const model::TopicPartition& of,
                     const NextWanted& wanted, Lag* lag) {
  TRY_ASSIGN(eventlog::OffsetRange range, log.offsets(of));
  std::optional<model::Offset> next = wanted(of, range.begin);
  if (!next) return Status();
  model::Offset first = std::max(*next, range.begin);
  if (first >= range.end) return Status();
  lag->records += range.end - first;
  auto oldest = log.read(of, first, {.count_max = 1});
  if (!oldest.ok() || oldest->empty()) return Status();  // Retention took it meanwhile.
  UnixMillis at = oldest->front().record.timestamp;
  lag->oldest_at = std::min(lag->oldest_at.value_or(at), at);
  return Status();
}

Status add_lag(const eventlog::EventLog& log, const std::string& part, const std::string& name,
               const NextWanted& wanted, std::vector<Lag>* all) {
  Result<eventlog::TopicPointer> topic = log.shared_topic(name);
  if (topic.status().code() == Code::kNotFound) return Status();
  if (!topic.ok()) return topic.status();
  Lag lag{part, name, 0, std::nullopt};
  for (int32_t number = 0; number < (*topic)->config.partition_count; ++number) {
    TRY(add_partition(log, {name, model::Partition{number}}, wanted, &lag));
  }
  all->push_back(std::move(lag));
  return Status();
}

Status add_stream(Parts& parts, const eventlog::EventLog& log, const stream::StreamConfig& config,
                  std::vector<Lag>* all) {
  Result<eventlog::TopicPointer> topic = log.shared_topic(config.topic);
  if (!topic.ok()) return Status();
  TRY_ASSIGN(lake::DeltaTable * table, parts.table(config.table_name));
  stream::Transactions come_to;
  if (table->exists()) {
    TRY_ASSIGN(lake::Snapshot snapshot, table->snapshot());
    come_to = std::move(snapshot.transactions);
  }
  const stream::Progress progress(config, (*topic)->id);
  const bool from_the_beginning = config.start.kind == stream::StartAt::Kind::kEarliest;
  auto wanted = [&](const model::TopicPartition& of, model::Offset begin) {
    auto next = progress.position(come_to, of.partition);
    return next || !from_the_beginning ? next : std::optional(begin);
  };
  return add_lag(log, config.part_name(), config.topic, wanted, all);
}

}  // namespace

Result<std::vector<Lag>> lags(Parts& parts) {
  std::vector<Lag> all;
  TRY_ASSIGN(eventlog::EventLog * log, parts.eventlog());
  TRY_ASSIGN(std::vector<std::string> users, parts.user_ids());
  for (const std::string& user : users) {
    TRY_ASSIGN(std::string connector, connector_name(parts.config(), user));
    TRY_ASSIGN(eventlog::Positions positions, log->positions("connect-" + connector));
    auto wanted = [&](const model::TopicPartition& of, model::Offset begin) {
      auto position = positions.find(of);
      return std::optional(position == positions.end() ? begin : position->second);
    };
    for (const model::Dataset& dataset : parts.pipeline().datasets) {
      TRY(add_lag(*log, "connector/" + connector, model::topic_name(user, dataset), wanted, &all));
      TRY_ASSIGN(auto configs, stream_configs(parts, user, dataset));
      for (const stream::StreamConfig& config : configs) {
        TRY(add_stream(parts, *log, config, &all));
      }
    }
  }
  return all;
}

std::string lags_json(const std::vector<Lag>& all) {
  json::Writer writer;
  writer.begin_array();
  for (const Lag& lag : all) {
    writer.begin_object().member("part", lag.part).member("topic", lag.topic);
    writer.member("records", lag.records);
    if (lag.oldest_at) writer.member("oldest_at_ms", to_int64(*lag.oldest_at));
    writer.end_object();
  }
  return writer.end_array().take();
}

}  // namespace pinflow::app
