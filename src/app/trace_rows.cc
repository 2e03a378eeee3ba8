#include "app/trace_rows.h"

#include "query/sql_text.h"
#include "stream/clean_batch.h"

namespace pinflow::app {
namespace {

constexpr const char* kCleaned = "traced_row";
constexpr const char* kTable = "traced_table";

// The owner by the topic's name or, of the shared stream, by the record's key; none for others.
std::optional<model::TopicOwner> owner_of(const model::Pipeline& pipeline, const std::string& topic,
                                          const model::Record& record) {
  auto owner = topic == pipeline.shared_stream ? model::key_owner(pipeline, record.key.value_or(""))
                                               : model::topic_owner(pipeline, topic);
  if (!owner.ok() || owner->user_id.empty()) return std::nullopt;
  return *owner;
}

// The columns by which duplicates are known.
std::vector<std::string> identity(const model::Dataset& dataset) {
  if (!dataset.key.empty()) return dataset.key;
  std::vector<std::string> names;
  for (const model::Column& column : dataset.clean.columns) names.push_back(column.name);
  return names;
}

std::string count_same(const model::Dataset& dataset) {
  std::string condition;
  for (const std::string& name : identity(dataset)) {
    const std::string column = query::quote_name(name);
    condition += (condition.empty() ? "" : " AND ") + std::string("theirs.") + column +
                 " IS NOT DISTINCT FROM ours." + column;
  }
  return std::string("SELECT count(*) FROM ") + kTable + " AS theirs WHERE EXISTS (SELECT 1 FROM " +
         kCleaned + " AS ours WHERE " + condition + ")";
}

std::string in_words(const model::Dataset& dataset, int64_t row_count) {
  std::string text = std::to_string(row_count) + (row_count == 1 ? " row" : " rows");
  if (dataset.key.empty()) return text + " with the same values";
  text += " with the same ";
  for (size_t i = 0; i < dataset.key.size(); ++i) text += (i == 0 ? "" : ", ") + dataset.key[i];
  return text;
}

// The session knows the record's clean rows as kCleaned.
Status look_in(Parts& parts, const std::string& name, const model::Dataset& dataset,
               query::Session& session, query::Table* places) {
  TRY_ASSIGN(lake::DeltaTable * table, parts.table(name));
  if (!table->exists()) return Status();
  TRY_ASSIGN(lake::Snapshot snapshot, table->snapshot());
  TRY(session.bind_table(kTable, *table, snapshot));
  TRY_ASSIGN(query::Table counted, session.query(count_same(dataset)));
  const auto row_count = std::get<int64_t>(counted.rows.at(0).at(0));
  if (row_count == 0) return Status();
  places->rows.push_back({std::string("row"), name, in_words(dataset, row_count)});
  return Status();
}

stream::Batch batch_of(model::StoredRecord record) {
  stream::Batch batch;
  stream::PartitionRecords& part = batch.partitions.emplace_back();
  record.offset = model::Offset{0};
  part.end = model::Offset{1};
  part.records.push_back(std::move(record));
  return batch;
}

}  // namespace

Status trace_rows(Parts& parts, const RecordAddress& record, query::Table* places) {
  Result<eventlog::EventLog*> log = parts.eventlog();
  if (!log.ok()) return Status();
  auto read = (*log)->read(record.from, record.offset, {.count_max = 1});
  if (!read.ok() || read->empty() || read->front().offset != record.offset) return Status();
  auto owner = owner_of(parts.pipeline(), record.from.topic, read->front().record);
  if (!owner) return Status();
  const model::Dataset& dataset = *owner->dataset;
  const auto config = stream::make_stream_config(parts.pipeline(), owner->user_id, dataset);
  TRY_ASSIGN(lake::DeltaTable * table, parts.table(config.table_name));
  TRY_ASSIGN(query::Engine * engine, parts.engine());
  TRY_ASSIGN(std::unique_ptr<query::Session> fresh, engine->open_session());
  stream::CleanBatch batch(config, batch_of(std::move(read->front())), std::move(fresh));
  stream::KeyIndex nothing_known;
  TRY(batch.clean(&nothing_known, *table));
  if (batch.counts().rows == 0) return Status();  // A dead letter: those are told by their place.
  query::Session& session = batch.session();
  TRY(session.materialize(kCleaned, stream::CleanBatch::admitted()));
  const std::string silver = "silver." + model::table_name(owner->user_id, dataset);
  TRY(look_in(parts, silver, dataset, session, places));
  return look_in(parts, config.table_name, dataset, session, places);
}

}  // namespace pinflow::app
