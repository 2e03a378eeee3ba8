#include "app/audit.h"

#include <algorithm>

#include "app/batch.h"
#include "app/server_address.h"
#include "json/document.h"
#include "serve/routes.h"

namespace pinflow::app {
namespace {

struct LogCounts {
  int64_t begin = 0;  // Records that retention took, over the partitions.
  int64_t end = 0;    // Records ever accepted.
};

int64_t integer(json::Element object, std::string_view name) {
  auto member = object[name];
  return member ? member->as_integer().value_or(0) : 0;
}

std::map<std::string, LogCounts> count_log(json::Element topics) {
  std::map<std::string, LogCounts> counts;
  topics.each_element([&](json::Element topic) {
    auto name = topic["name"];
    auto partitions = topic["partitions"];
    if (!name || !partitions) return true;
    LogCounts& count = counts[std::string(name->as_string().value_or(""))];
    partitions->each_element([&](json::Element partition) {
      count.begin += integer(partition, "begin_offset");
      count.end += integer(partition, "end_offset");
      return true;
    });
    return true;
  });
  return counts;
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

}  // namespace

Result<std::string> read_topics(Parts& parts) {
  Result<eventlog::EventLog*> log = parts.eventlog();
  if (log.ok()) return serve::topics_json(**log);
  if (log.status().code() != Code::kAlreadyExists) return log.status();
  return get_from_server(parts.data(), "/v1/topics");
}

Result<Audit> audit(Parts& parts, const std::vector<std::string>& user_ids) {
  Audit audit;
  TRY_ASSIGN(std::string text, read_topics(parts));
  json::Parser parser;
  TRY_ASSIGN(json::Element topics, parser.parse(text));
  std::map<std::string, LogCounts> log = count_log(topics);
  for (const auto& [name, counts] : log) {
    if (!model::topic_owner(parts.pipeline(), name).ok()) audit.unmatched_topics.push_back(name);
  }
  for (const std::string& user : user_ids) {
    TRY_ASSIGN(clean::Site site, batch_site(parts, user));
    for (const model::Dataset& dataset : parts.pipeline().datasets) {
      TRY_ASSIGN(clean::Ledger ledger, clean::ledger(site, dataset));
      TRY_ASSIGN(int64_t gathered, count_gathered(parts, site, dataset));
      LogCounts counts = log[model::topic_name(user, dataset)];
      audit.tables += ledger.tables;
      audit.duplicates += ledger.duplicates;
      audit.dead_letters += ledger.dead_letters;
      // What is not gathered yet counts one a record: nobody has looked into it. A bucket may
      // also hold more than this log ever did.
      int64_t ungathered = std::max<int64_t>(0, counts.end - gathered);
      int64_t lost = std::max<int64_t>(0, counts.begin - gathered);
      audit.lost_to_retention += lost;
      audit.waiting += ledger.waiting() + ungathered - lost;
      audit.accepted += ledger.accepted + ungathered - lost;
    }
  }
  return audit;
}

}  // namespace pinflow::app
