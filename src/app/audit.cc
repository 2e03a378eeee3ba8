#include "app/audit.h"

#include <algorithm>
#include <map>

#include "app/batch.h"
#include "app/server_address.h"
#include "app/streams.h"
#include "json/document.h"
#include "json/writer.h"
#include "serve/routes.h"
#include "stream/ledger.h"

namespace pinflow::app {
namespace {

struct LogPartition {
  int32_t number = 0;
  int64_t begin = 0;  // Retention took the records before it.
  int64_t end = 0;
};

struct LogTopic {
  std::string id;
  std::vector<LogPartition> partitions;
};

using LogTopics = std::map<std::string, LogTopic>;

int64_t integer(json::Element object, std::string_view name) {
  auto member = object[name];
  return member ? member->as_integer().value_or(0) : 0;
}

std::string text(json::Element object, std::string_view name) {
  auto member = object[name];
  return std::string(member ? member->as_string().value_or("") : "");
}

LogTopics parse_topics(json::Element topics) {
  LogTopics all;
  topics.each_element([&](json::Element topic) {
    LogTopic& one = all[text(topic, "name")];
    one.id = text(topic, "id");
    topic["partitions"].value_or(topic).each_element([&](json::Element partition) {
      one.partitions.push_back({static_cast<int32_t>(integer(partition, "partition")),
                                integer(partition, "begin_offset"),
                                integer(partition, "end_offset")});
      return true;
    });
    return true;
  });
  return all;
}

// How many records bronze has rows or dead letters of.
Result<int64_t> count_gathered(Parts& parts, const clean::Site& site,
                               const model::Dataset& dataset) {
  TRY_ASSIGN(std::unique_ptr<query::Session> session, site.engine.open_session());
  std::string places;
  std::string bronze = clean::bronze_name(site, dataset);
  const std::pair<std::string, const char*> kTables[] = {
      {bronze, "_topic, _partition, _offset"},
      {clean::dead_letters_name(bronze), "topic, \"partition\", \"offset\""}};
  int number = 0;
  for (const auto& [name, columns] : kTables) {
    TRY_ASSIGN(lake::DeltaTable * table, parts.table(name));
    if (!table->exists()) continue;
    TRY_ASSIGN(lake::Snapshot snapshot, table->snapshot());
    std::string relation = "places" + std::to_string(number++);
    TRY(session->bind_table(relation, *table, snapshot));
    places += (places.empty() ? "SELECT " : " UNION SELECT ") + std::string(columns) + " FROM " +
              relation;
  }
  if (places.empty()) return int64_t{0};
  TRY_ASSIGN(query::Table count, session->query("SELECT count(*) FROM (" + places + ")"));
  return std::get<int64_t>(count.rows.at(0).at(0));
}

// What is not gathered yet counts one a record: nobody has looked into it. A bucket may also hold
// more than this log ever did.
Result<AuditCounts> audit_batch(Parts& parts, const std::string& user,
                                const model::Dataset& dataset, const LogTopic& topic) {
  TRY_ASSIGN(clean::Site site, batch_site(parts, user));
  TRY_ASSIGN(clean::Ledger ledger, clean::ledger(site, dataset));
  TRY_ASSIGN(int64_t gathered, count_gathered(parts, site, dataset));
  int64_t begin = 0, end = 0;
  for (const LogPartition& partition : topic.partitions) {
    begin += partition.begin;
    end += partition.end;
  }
  int64_t ungathered = std::max<int64_t>(0, end - gathered);
  int64_t lost = std::max<int64_t>(0, begin - gathered);
  return AuditCounts{
      ledger.accepted + ungathered - lost,  ledger.tables, ledger.duplicates, ledger.dead_letters,
      ledger.waiting() + ungathered - lost, lost};
}

// `configs` all feed one table.
Result<AuditCounts> audit_streams(Parts& parts, const std::vector<stream::StreamConfig>& configs,
                                  LogTopics& log) {
  auto table = [&parts](const std::string& name) { return parts.table(name); };
  TRY_ASSIGN(stream::Ledger ledger, stream::read_ledger(configs.front(), table));
  int64_t waiting = 0;
  for (const stream::StreamConfig& config : configs) {
    const LogTopic& topic = log[config.topic];
    for (const LogPartition& partition : topic.partitions) {
      auto position = ledger.position(config, topic.id, model::Partition{partition.number});
      int64_t next = position ? to_int64(*position) : partition.begin;
      ledger.lost += std::max<int64_t>(0, partition.begin - next);
      waiting += partition.end - std::max(next, partition.begin);
    }
  }
  AuditCounts counts{ledger.accepted + waiting,
                     ledger.tables,
                     ledger.duplicates,
                     ledger.dead_letters,
                     0,
                     ledger.lost};
  counts.waiting = counts.accepted - counts.tables - counts.duplicates - counts.dead_letters;
  return counts;
}

std::string input_names(const std::vector<stream::StreamConfig>& configs, const LogTopics& log) {
  std::string names = configs.front().topic;
  for (size_t i = 1; i < configs.size(); ++i) {
    bool is_there = log.contains(configs[i].topic) && !log.at(configs[i].topic).id.empty();
    if (is_there) names += "," + configs[i].topic;
  }
  return names;
}

void write_counts(const AuditCounts& counts, json::Writer* out) {
  out->member("accepted", counts.accepted).member("tables", counts.tables);
  out->member("duplicates", counts.duplicates).member("dead_letters", counts.dead_letters);
  out->member("waiting", counts.waiting).member("lost_to_retention", counts.lost_to_retention);
  out->member("balances", counts.balances());
}

}  // namespace

std::string audit_json(const Audit& audit) {
  json::Writer writer;
  writer.begin_object();
  write_counts(audit.total(), &writer);
  writer.key("ledgers").begin_array();
  for (const AuditLine& line : audit.lines) {
    writer.begin_object().member("topic", line.topic).member("table", line.table);
    write_counts(line.counts, &writer);
    writer.end_object();
  }
  writer.end_array().key("unmatched_topics").begin_array();
  for (const std::string& topic : audit.unmatched_topics) writer.value(topic);
  writer.end_array().end_object();
  return writer.take();
}

Result<std::string> read_topics(Parts& parts) {
  Result<eventlog::EventLog*> log = parts.eventlog();
  if (log.ok()) return serve::topics_json(**log);
  if (log.status().code() != Code::kAlreadyExists) return log.status();
  return get_from_server(parts.data(), "/v1/topics");
}

AuditCounts& AuditCounts::operator+=(const AuditCounts& other) {
  accepted += other.accepted;
  tables += other.tables;
  duplicates += other.duplicates;
  dead_letters += other.dead_letters;
  waiting += other.waiting;
  lost_to_retention += other.lost_to_retention;
  return *this;
}

AuditCounts Audit::total() const {
  AuditCounts total;
  for (const AuditLine& line : lines) total += line.counts;
  return total;
}

bool Audit::balances() const {
  return std::ranges::all_of(lines, [](const AuditLine& line) { return line.counts.balances(); });
}

Result<Audit> audit(Parts& parts, const std::vector<std::string>& user_ids) {
  Audit audit;
  TRY_ASSIGN(std::string text, read_topics(parts));
  json::Parser parser;
  TRY_ASSIGN(json::Element topics, parser.parse(text));
  LogTopics log = parse_topics(topics);
  for (const auto& [name, topic] : log) {
    bool is_read =
        name == parts.pipeline().shared_stream || model::topic_owner(parts.pipeline(), name).ok();
    if (!is_read) audit.unmatched_topics.push_back(name);
  }
  auto add = [&audit](const std::string& topic, const std::string& table,
                      const AuditCounts& counts) {
    if (counts.accepted + counts.tables + counts.lost_to_retention == 0) return;
    audit.lines.push_back({topic, table, counts});
  };
  for (const std::string& user : user_ids) {
    for (const model::Dataset& dataset : parts.pipeline().datasets) {
      std::string topic = model::topic_name(user, dataset);
      TRY_ASSIGN(AuditCounts batch, audit_batch(parts, user, dataset, log[topic]));
      add(topic, "silver." + model::table_name(user, dataset), batch);
      TRY_ASSIGN(std::vector<stream::StreamConfig> configs, stream_configs(parts, user, dataset));
      TRY_ASSIGN(AuditCounts streamed, audit_streams(parts, configs, log));
      add(input_names(configs, log), configs.front().table_name, streamed);
    }
  }
  TRY_ASSIGN(std::optional<stream::StreamConfig> strays, stray_config(parts));
  if (!strays) return audit;
  TRY_ASSIGN(AuditCounts counts, audit_streams(parts, {*strays}, log));
  add(strays->topic, strays->table_name, counts);
  return audit;
}

}  // namespace pinflow::app
