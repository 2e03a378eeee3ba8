#include "stream/carrier.h"

#include <utility>

#include "base/killpoint.h"
#include "lake/commit_note.h"
#include "lake/declared_table.h"
#include "lake/table_properties.h"
#include "query/sql_text.h"
#include "stream/commit_rows.h"
#include "stream/known_keys.h"
#include "telemetry/log.h"
#include "telemetry/span.h"

namespace pinflow::stream {
namespace {

using model::Type;

// A commit a second: Delta's own defaults, 10 commits, 7 and 30 days, would make logs of millions
// of files and checkpoints of as many lines.
const lake::Configuration& table_properties() {
  static const lake::Configuration properties{{lake::kCheckpointInterval, "100"},
                                              {lake::kRemovedFileRetention, "interval 1 hours"},
                                              {lake::kLogRetention, "interval 1 days"}};
  return properties;
}

lake::CommitNote note_of(const Batch& batch, const BatchCounts& counts) {
  lake::CommitNote note;
  write_to_note({batch.taken_at, counts}, &note);
  for (const PartitionRecords& part : batch.partitions) {
    std::string name = part.of.topic + "/" + std::to_string(to_int32(part.of.partition));
    note.ranges[name] = {to_int64(part.begin), to_int64(part.end)};
  }
  return note;
}

lake::Change streaming_append(std::vector<lake::DataFile> files, Transactions transactions,
                              const lake::CommitNote& note) {
  lake::Change change;
  change.operation = "STREAMING UPDATE";
  change.parameters["outputMode"] = "Append";
  change.add = std::move(files);
  change.transactions = std::move(transactions);
  change.note = lake::to_json(note);
  return change;
}

}  // namespace

Carrier::Carrier(const StreamConfig& config, const StreamNouns& nouns, eventlog::Topic topic)
    : config_(config),
      nouns_(nouns),
      topic_(std::move(topic)),
      progress_(config, topic_.id),
      metrics_(config, nouns.metrics),
      quality_(config, nouns) {}

Result<std::optional<BatchCounts>> Carrier::advance() {
  if (!begun_) TRY(begin());
  Result<std::optional<BatchCounts>> carried = carry();
  if (!carried.ok()) begun_ = false;
  return carried;
}

Status Carrier::follow(eventlog::Topic topic) {
  topic_ = std::move(topic);
  for (int32_t number = 0; begun_ && number < topic_.config.partition_count; ++number) {
    TopicPartition of{topic_.name, model::Partition{number}};
    if (positions_.contains(of)) continue;
    TRY_ASSIGN(eventlog::OffsetRange range, nouns_.log.offsets(of));
    positions_[of] = range.begin;  // Whatever it holds came after the stream had begun.
  }
  return Status();
}

int64_t Carrier::waiting() const {
  int64_t count = 0;
  for (const auto& [of, position] : positions_) {
    Result<eventlog::OffsetRange> range = nouns_.log.offsets(of);
    if (range.ok()) count += std::max<int64_t>(0, range->end - std::max(position, range->begin));
  }
  return count;
}

Status Carrier::begin() {
  session_.reset();
  TRY_ASSIGN(session_, nouns_.engine.open_session());
  TRY_ASSIGN(rows_.table, nouns_.table(config_.table_name));
  TRY_ASSIGN(rows_.snapshot,
             lake::open_declared(*rows_.table, model::stream_schema(*config_.dataset),
                                 table_properties()));
  totals_ = progress_.totals(rows_.snapshot.transactions);
  TRY(find_positions());
  TRY(find_recorded_letters());
  TRY(build_index());
  TRY(metrics_.begin(*session_, *rows_.table, rows_.snapshot));
  begun_ = true;
  return Status();
}

Status Carrier::find_positions() {
  positions_.clear();
  for (int32_t number = 0; number < topic_.config.partition_count; ++number) {
    TopicPartition of{topic_.name, model::Partition{number}};
    std::optional<Offset> known = progress_.position(rows_.snapshot.transactions, of.partition);
    TRY_ASSIGN(eventlog::OffsetRange range, nouns_.log.offsets(of));
    if (known && *known > range.end) {
      return Status(Code::kCorruption, config_.table_name + ": holds records up to " +
                                           std::to_string(to_int64(*known)) + " of " + of.topic +
                                           "/" + std::to_string(number) + ", which ends at " +
                                           std::to_string(to_int64(range.end)));
    }
    Offset begin = range.begin;
    if (config_.start.kind == StartAt::Kind::kLatest) begin = range.end;
    if (config_.start.kind == StartAt::Kind::kTime) {
      TRY_ASSIGN(begin, nouns_.log.offset_at(of, config_.start.time));
    }
    positions_[of] = known.value_or(begin);
  }
  return Status();
}

Status Carrier::find_recorded_letters() {
  recorded_.clear();
  TRY_ASSIGN(lake::DeltaTable * table, nouns_.table(config_.dead_letters_name()));
  if (!table->exists()) return Status();
  TRY_ASSIGN(lake::Snapshot letters, table->snapshot());
  std::string conditions;
  for (const auto& [of, position] : positions_) {
    std::optional<Offset> recorded = progress_.position(letters.transactions, of.partition);
    if (!recorded || *recorded <= position) continue;
    conditions += (conditions.empty() ? "" : " OR ") + std::string("\"partition\" = ") +
                  std::to_string(to_int32(of.partition)) +
                  " AND \"offset\" >= " + std::to_string(to_int64(position));
  }
  if (conditions.empty()) return Status();
  TRY(session_->bind_table("recorded", *table, letters));
  auto take = [&](const model::RowBatch& batch) {
    for (size_t i = 0; i < batch.row_count(); ++i) {
      recorded_.insert({static_cast<int32_t>(batch.columns[0].integers[i]),
                        batch.columns[1].integers[i],
                        static_cast<int32_t>(batch.columns[2].integers[i])});
    }
    return Status();
  };
  model::Schema place{
      {{"partition", Type::kInteger}, {"offset", Type::kLong}, {"index", Type::kInteger}}};
  return session_->read("SELECT * FROM recorded WHERE topic_id = " + query::quote_text(topic_.id) +
                            " AND (" + conditions + ")",
                        place, take);
}

Status Carrier::build_index() {
  index_.emplace(config_.known_keys_max);
  if (rows_.snapshot.files.empty()) return Status();
  TRY(read_known_keys(*session_, *rows_.table, rows_.snapshot, *config_.dataset, &*index_));
  telemetry::log(
      telemetry::Level::kInfo, "stream", "keys of the table read",
      {{"table", config_.table_name}, {"keys", index_->size()}, {"bytes", index_->memory_bytes()}});
  return Status();
}

Result<std::optional<BatchCounts>> Carrier::carry() {
  TRY_ASSIGN(Batch taken,
             take_batch(nouns_.log, topic_, positions_, config_.limits, nouns_.clock.now()));
  if (taken.record_count() == 0) return std::optional<BatchCounts>();
  telemetry::Span span("stream batch",
                       {{"table", config_.table_name}, {"records", taken.record_count()}});
  Result<BatchCounts> counts = carry(std::move(taken));
  span.settle(counts.status());
  if (!counts.ok()) return counts.status();
  return std::optional(*counts);
}

Result<BatchCounts> Carrier::carry(Batch taken) {
  CleanBatch batch(config_, std::move(taken), std::move(session_), metrics_.arrival_columns());
  {
    telemetry::Span span("stream clean");
    TRY(batch.clean(&*index_, *rows_.table));
  }
  TRY(quality_.look(batch));
  killpoint("stream_after_judging");
  TRY(record_dead_letters(batch));
  killpoint("stream_after_dead_letters");
  TRY(metrics_.measure(batch));
  TRY_ASSIGN(std::vector<lake::DataFile> files, batch.put());
  killpoint("stream_after_files");
  TRY(commit(batch, std::move(files)));
  TRY(metrics_.publish(rows_.snapshot.version));
  killpoint("stream_after_commit");
  quality_.count();
  record_quality();
  BatchCounts counts = batch.counts();
  TRY_ASSIGN(session_, batch.take_session());
  return counts;
}

void Carrier::record_quality(bool now) {
  if (!now && !quality_.is_due()) return;
  Status recorded = quality_.record();
  if (recorded.ok()) return;
  telemetry::log(telemetry::Level::kWarning, "stream", "results of quality checks wait",
                 {{"table", config_.table_name}, {"cause", recorded.message()}});
}

Status Carrier::record_dead_letters(CleanBatch& batch) {
  std::vector<model::DeadLetter> letters;
  for (const model::DeadLetter& letter : batch.dead_letters()) {
    if (!recorded_.contains({letter.partition, letter.offset, letter.index})) {
      letters.push_back(letter);
    }
  }
  if (letters.empty()) return Status();
  TRY_ASSIGN(lake::DeltaTable * table, nouns_.table(config_.dead_letters_name()));
  TRY_ASSIGN(lake::Snapshot snapshot,
             lake::open_declared(*table, model::dead_letter_schema(), table_properties()));
  model::DeadLetterReader reader(letters, nouns_.clock.now());
  query::Session& session = batch.session();
  TRY(session.bind_rows("letters", reader));
  Result<std::vector<lake::DataFile>> files =
      session.write_files("SELECT * FROM letters", model::dead_letter_schema(), *table);
  // The reader ends before the session does.
  TRY(session.bind_empty("letters", model::dead_letter_schema()));
  if (!files.ok()) return files.status();
  lake::CommitNote note;
  note.counts["dead_letters"] = std::ssize(letters);
  return table
      ->commit(snapshot, streaming_append(std::move(*files), progress_.after(batch.batch()), note))
      .status();
}

Status Carrier::commit(CleanBatch& batch, std::vector<lake::DataFile> files) {
  BatchCounts totals = totals_;
  totals += batch.counts();
  lake::CommitNote note = note_of(batch.batch(), batch.counts());
  note.counts.merge(quality_.failures());
  metrics_.write_to_note(&note);
  lake::Change change =
      streaming_append(std::move(files), progress_.after(batch.batch(), totals), note);
  change.blind_append = false;  // The rows were chosen by what the table holds.
  TRY_ASSIGN(rows_.snapshot.version, rows_.table->commit(rows_.snapshot, change));
  totals_ = totals;
  for (const PartitionRecords& part : batch.batch().partitions) positions_[part.of] = part.end;
  return Status();
}

}  // namespace pinflow::stream
