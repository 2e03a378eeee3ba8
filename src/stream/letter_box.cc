#include "stream/letter_box.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "base/killpoint.h"
#include "json/document.h"
#include "lake/commit_note.h"
#include "lake/declared_table.h"
#include "query/sql_text.h"
#include "stream/known_keys.h"
#include "stream/progress.h"

namespace pinflow::stream {
namespace {

constexpr int kAttemptsMax = 20;  // Against a stream that commits every second.

template <class Number>
bool take_last(std::string_view* text, Number* number) {
  size_t slash = text->rfind('/');
  if (slash == std::string_view::npos) return false;
  std::string_view digits = text->substr(slash + 1);
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), *number);
  if (error != std::errc() || end != digits.data() + digits.size() || *number < 0) return false;
  *text = text->substr(0, slash);
  return true;
}

std::string condition(const std::vector<LetterId>& ids) {
  std::string any;
  for (const LetterId& id : ids) {
    any += (any.empty() ? "" : " OR ") + std::string("(topic = ") + query::quote_text(id.topic) +
           " AND \"partition\" = " + std::to_string(id.partition) +
           " AND \"offset\" = " + std::to_string(id.offset) +
           " AND \"index\" = " + std::to_string(id.index) + ")";
  }
  return any.empty() ? "false" : any;
}

// One row and nothing else: a list would put several into the table under one letter's name.
Status check_row(std::string_view value) {
  json::Parser parser;
  Result<json::Element> parsed = parser.parse(value);
  if (!parsed.ok()) return parsed.status().with_context("the value");
  if (parsed->kind() == json::Kind::kObject) return Status();
  return Status(Code::kInvalidArgument, "the value is not a JSON object");
}

// A batch that holds the letters as records, each at its place in the list as its offset.
template <class Letters>
Batch as_batch(const Letters& letters) {
  Batch batch;
  batch.taken_at = system_clock().now();
  PartitionRecords& part = batch.partitions.emplace_back();
  for (const auto& letter : letters) {
    model::StoredRecord& stored = part.records.emplace_back();
    stored.offset = part.end;
    stored.record.value = letter.letter.value;
    part.end = part.end + 1;
  }
  return batch;
}

}  // namespace

std::string to_text(const LetterId& id) {
  return id.topic + "/" + std::to_string(id.partition) + "/" + std::to_string(id.offset) + "/" +
         std::to_string(id.index);
}

Result<LetterId> parse_letter_id(std::string_view text) {
  LetterId id;
  std::string_view rest = text;
  bool has_index = std::ranges::count(text, '/') >= 3;
  bool is_id = (!has_index || take_last(&rest, &id.index)) && take_last(&rest, &id.offset) &&
               take_last(&rest, &id.partition) && !rest.empty();
  id.topic = rest;
  if (is_id) return id;
  return Status(Code::kInvalidArgument,
                "'" + std::string(text) +
                    "' is no dead letter: they are named <topic>/<partition>/<offset>/<index>");
}

LetterId id_of(const model::DeadLetter& letter) {
  return {letter.topic, letter.partition, letter.offset, letter.index};
}

Result<std::vector<model::DeadLetter>> LetterBox::letters() {
  std::vector<model::DeadLetter> letters;
  TRY_ASSIGN(lake::DeltaTable * table, table_(config_.dead_letters_name()));
  if (!table->exists()) return letters;
  TRY_ASSIGN(lake::Snapshot snapshot, table->snapshot());
  TRY_ASSIGN(std::unique_ptr<query::Session> session, engine_.open_session());
  TRY(session->bind_table("letters", *table, snapshot));
  auto take = [&](const model::RowBatch& batch) {
    auto text = [&](size_t column, size_t row) {
      bool is_there = batch.columns[column].valid[row] != 0;
      return is_there ? std::string(batch.columns[column].texts[row]) : std::string();
    };
    for (size_t row = 0; row < batch.row_count(); ++row) {
      letters.push_back(
          {text(0, row), text(1, row), text(2, row),
           static_cast<int32_t>(batch.columns[3].integers[row]), batch.columns[4].integers[row],
           static_cast<int32_t>(batch.columns[5].integers[row]), text(6, row), text(7, row)});
    }
    return Status();
  };
  TRY(session->read("SELECT * FROM letters", model::dead_letter_schema(), take));
  std::ranges::sort(letters, {}, id_of);
  return letters;
}

Result<std::vector<LetterBox::Letter>> LetterBox::find(const std::vector<LetterId>& ids) {
  TRY_ASSIGN(std::vector<model::DeadLetter> all, letters());
  std::vector<Letter> found;
  for (const LetterId& id : ids) {
    auto letter = std::ranges::find(all, id, id_of);
    if (letter == all.end()) {
      return Status(Code::kNotFound, config_.dead_letters_name() + " has no letter " + to_text(id));
    }
    found.push_back({*letter, "replay/" + letter->topic_id + "/" + to_text(id)});
  }
  return found;
}

Status LetterBox::edit(const LetterId& id, const std::string& value) {
  TRY(check_row(value));
  TRY(find({id}).status());
  return rewrite(
      "SELECT reason, topic, topic_id, \"partition\", \"offset\", \"index\", object, "
      "CASE WHEN " +
          condition({id}) + " THEN encode(" + query::quote_text(value) +
          ") ELSE value END AS value, recorded_at FROM letters",
      "UPDATE");
}

Result<ReplayReport> LetterBox::replay(const std::vector<LetterId>& ids) {
  TRY_ASSIGN(std::vector<Letter> found, find(ids));
  TRY_ASSIGN(lake::DeltaTable * table, table_(config_.table_name));
  for (int number = 1;; ++number) {
    TRY_ASSIGN(lake::Snapshot snapshot,
               lake::open_declared(*table, model::stream_schema(*config_.dataset)));
    Attempt attempt = sort_out(found, std::move(snapshot));
    Status put = put_into_table(*table, &attempt);
    // The stream committed meanwhile: what is new is judged anew.
    if (put.code() == Code::kAlreadyExists && number < kAttemptsMax) continue;
    TRY(put);
    killpoint("replay_after_rows");
    std::vector<LetterId> gone;
    for (const Letter& letter : attempt.settled) gone.push_back(id_of(letter.letter));
    if (!gone.empty()) {
      TRY(rewrite("SELECT * FROM letters WHERE NOT (" + condition(gone) + ")", "DELETE"));
    }
    return std::move(attempt.report);
  }
}

Progress LetterBox::progress_of(const std::string& topic, const std::string& topic_id) const {
  StreamConfig of_topic = config_;
  of_topic.topic = topic;
  return {of_topic, topic_id};
}

LetterBox::Attempt LetterBox::sort_out(const std::vector<Letter>& letters,
                                       lake::Snapshot snapshot) const {
  Attempt attempt;
  for (const Letter& letter : letters) {
    const LetterId id = id_of(letter.letter);
    auto position = progress_of(letter.letter.topic, letter.letter.topic_id)
                        .position(snapshot.transactions, model::Partition{id.partition});
    Status row = check_row(letter.letter.value);
    if (snapshot.transactions.contains(letter.transaction)) {
      ++attempt.report.done_before;
      attempt.settled.push_back(letter);
    } else if (!position || to_int64(*position) <= id.offset) {
      attempt.report.refused.push_back({id, "the stream has not committed its batch yet"});
    } else if (!row.ok()) {
      attempt.report.refused.push_back({id, row.message()});
    } else {
      attempt.tried.push_back(letter);
    }
  }
  attempt.snapshot = std::move(snapshot);
  return attempt;
}

Status LetterBox::put_into_table(lake::DeltaTable& table, Attempt* attempt) {
  if (attempt->tried.empty()) return Status();
  TRY_ASSIGN(std::unique_ptr<query::Session> session, engine_.open_session());
  KeyIndex index(config_.known_keys_max);
  TRY(read_known_keys(*session, table, attempt->snapshot, *config_.dataset, &index));
  StreamConfig unshared = config_;
  unshared.shared_by = nullptr;
  CleanBatch batch(unshared, as_batch(attempt->tried), std::move(session));
  TRY(batch.clean(&index, table));
  std::set<int64_t> refused;
  for (const model::DeadLetter& again : batch.dead_letters()) {
    refused.insert(again.offset);
    const Letter& letter = attempt->tried[static_cast<size_t>(again.offset)];
    attempt->report.refused.push_back({id_of(letter.letter), again.reason});
  }
  lake::Change change = change_of(batch.counts(), attempt->snapshot);
  bool is_for_nothing = refused.size() == attempt->tried.size();
  for (size_t i = 0; i < attempt->tried.size(); ++i) {
    if (refused.contains(static_cast<int64_t>(i))) continue;
    change.transactions[attempt->tried[i].transaction] = 1;
    attempt->settled.push_back(attempt->tried[i]);
  }
  if (is_for_nothing) return Status();
  attempt->report.rows = batch.counts().rows;
  attempt->report.duplicates = batch.counts().duplicates;
  TRY_ASSIGN(change.add, batch.put());
  return table.commit(attempt->snapshot, change).status();
}

lake::Change LetterBox::change_of(const BatchCounts& counts, const lake::Snapshot& snapshot) const {
  const Progress replayed = progress_of("replay", "replay");
  BatchCounts totals = replayed.totals(snapshot.transactions);
  totals.rows += counts.rows;
  totals.duplicates += counts.duplicates;
  lake::CommitNote note;
  note.counts = {{"rows", counts.rows}, {"duplicates", counts.duplicates}};
  lake::Change change;
  change.operation = "REPLAY";
  change.transactions = replayed.after(Batch(), totals);
  change.blind_append = false;  // The rows were chosen by what the table holds.
  change.note = lake::to_json(note);
  return change;
}

Status LetterBox::rewrite(const std::string& select, const std::string& operation) {
  TRY_ASSIGN(lake::DeltaTable * table, table_(config_.dead_letters_name()));
  for (int attempt = 1;; ++attempt) {
    TRY_ASSIGN(lake::Snapshot snapshot, table->snapshot());
    TRY_ASSIGN(std::unique_ptr<query::Session> session, engine_.open_session());
    TRY(session->bind_table("letters", *table, snapshot));
    lake::Change change;
    TRY_ASSIGN(change.add, session->write_files(select, model::dead_letter_schema(), *table));
    change.operation = operation;
    change.remove_all = true;
    change.blind_append = false;
    Status committed = table->commit(snapshot, change).status();
    bool again = committed.code() == Code::kAlreadyExists && attempt < kAttemptsMax;
    if (!again) return committed;
  }
}

}  // namespace pinflow::stream
