#include "app/trace_stream.h"

#include "app/audit.h"
#include "app/streams.h"
#include "json/document.h"
#include "stream/progress.h"

namespace pinflow::app {
namespace {

using model::Offset;
using stream::StreamConfig;

// The table at one version, as far as it tells of the record's partition.
struct TakenTo {
  Offset next{};
  int64_t rows = -1;
};

class StreamTrace {
 public:
  StreamTrace(const lake::DeltaTable& table, stream::Progress progress, const RecordAddress& record)
      : table_(table), progress_(std::move(progress)), record_(record) {}

  // What there is to tell. Errors: those of reading the newest version.
  Result<std::string> tell() const {
    TRY_ASSIGN(lake::Snapshot newest, table_.snapshot());
    std::optional<Offset> next = progress_.position(newest.transactions, record_.from.partition);
    if (!next || *next <= record_.offset) {
      return "waits: the stream has come to offset " + std::to_string(next ? to_int64(*next) : 0);
    }
    const int64_t version = version_that_took(to_int64(newest.version));
    std::string told = "taken by version " + std::to_string(version);
    Result<TakenTo> after = at(version);
    Result<TakenTo> before = version == 0 ? Result<TakenTo>(TakenTo{}) : at(version - 1);
    if (!after.ok() || !before.ok()) return told + " or one before";
    told += " with offsets " + std::to_string(to_int64(before->next)) + " to " +
            std::to_string(to_int64(after->next) - 1);
    if (after->rows < 0 || before->rows < 0) return told;
    return told + ", " + std::to_string(after->rows - before->rows) + " rows more than before";
  }

 private:
  // A version that the log tells no more is taken for one before.
  int64_t version_that_took(int64_t newest) const {
    int64_t low = 0;
    int64_t high = newest;
    while (low < high) {
      int64_t middle = low + (high - low) / 2;
      Result<TakenTo> taken = at(middle);
      bool has_it = taken.ok() && taken->next > record_.offset;
      (has_it ? high : low) = has_it ? middle : middle + 1;
    }
    return low;
  }

  Result<TakenTo> at(int64_t version) const {
    TRY_ASSIGN(lake::Snapshot snapshot, table_.snapshot(model::Version{version}));
    auto next = progress_.position(snapshot.transactions, record_.from.partition);
    return TakenTo{next.value_or(Offset{0}), snapshot.row_count()};
  }

  const lake::DeltaTable& table_;
  const stream::Progress progress_;
  const RecordAddress& record_;
};

// Whether a stream of the shared stream takes the record, as its key says; not where only another
// process can read it.
bool is_meant(Parts& parts, const StreamConfig& config, const RecordAddress& record) {
  Result<eventlog::EventLog*> log = parts.eventlog();
  if (!log.ok()) return false;
  auto read = (*log)->read(record.from, record.offset, {.count_max = 1});
  if (!read.ok() || read->empty()) return false;
  auto owner = model::key_owner(*config.shared_by, read->front().record.key.value_or(""));
  if (!owner.ok()) return config.takes_strays;
  return owner->dataset->name == config.dataset->name &&
         (owner->user_id.empty() || owner->user_id == config.user_id);
}

// "" where there is no such topic. Errors: those of read_topics().
Result<std::string> id_of_topic(Parts& parts, const std::string& name) {
  TRY_ASSIGN(std::string text, read_topics(parts));
  json::Parser parser;
  TRY_ASSIGN(json::Element topics, parser.parse(text));
  std::string id;
  topics.each_element([&](json::Element topic) {
    auto its_name = topic["name"];
    auto its_id = topic["id"];
    if (its_name && its_id && its_name->as_string() == name) id = its_id->as_string().value_or("");
    return true;
  });
  return id;
}

Status trace_stream(Parts& parts, const StreamConfig& config, const std::string& topic_id,
                    const RecordAddress& record, query::Table* places) {
  TRY_ASSIGN(lake::DeltaTable * table, parts.table(config.table_name));
  if (!table->exists()) return Status();
  TRY_ASSIGN(std::string told,
             StreamTrace(*table, stream::Progress(config, topic_id), record).tell());
  places->rows.push_back({std::string("stream"), config.table_name, std::move(told)});
  return Status();
}

}  // namespace

Status trace_streams(Parts& parts, const RecordAddress& record, query::Table* places) {
  TRY_ASSIGN(std::string topic_id, id_of_topic(parts, record.from.topic));
  if (topic_id.empty()) return Status();
  TRY_ASSIGN(std::vector<std::string> users, parts.user_ids());
  for (const std::string& user : users) {
    for (const model::Dataset& dataset : parts.pipeline().datasets) {
      TRY_ASSIGN(std::vector<StreamConfig> configs, stream_configs(parts, user, dataset));
      for (const StreamConfig& config : configs) {
        if (config.topic != record.from.topic) continue;
        if (config.shared_by != nullptr && !is_meant(parts, config, record)) continue;
        TRY(trace_stream(parts, config, topic_id, record, places));
      }
    }
  }
  return Status();
}

}  // namespace pinflow::app
