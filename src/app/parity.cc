#include "app/parity.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "app/batch.h"
#include "model/dead_letter.h"
#include "query/sql_text.h"

namespace pinflow::app {
namespace {

// What identifies a dead letter in both ways: objects do not tell topic ids, and hold what was not
// JSON in other words.
constexpr const char* kLetterColumns = "topic, \"partition\", \"offset\", \"index\"";

Status bind_lake(Parts& parts, query::Session& session, const std::string& as,
                 const std::string& name, const model::Schema& schema) {
  TRY_ASSIGN(lake::DeltaTable * table, parts.table(name));
  if (!table->exists()) return session.bind_empty(as, schema);
  TRY_ASSIGN(lake::Snapshot snapshot, table->snapshot());
  return session.bind_table(as, *table, snapshot);
}

Result<int64_t> count(query::Session& session, const std::string& select) {
  TRY_ASSIGN(query::Table answer, session.query("SELECT count(*) FROM (" + select + ")"));
  return std::get<int64_t>(answer.rows.at(0).at(0));
}

Result<ParityLine> compare(query::Session& session, const std::string& what,
                           const std::string& batch, const std::string& streamed) {
  ParityLine line{what};
  TRY_ASSIGN(line.first_rows, count(session, batch));
  TRY_ASSIGN(line.second_rows, count(session, streamed));
  TRY_ASSIGN(line.only_in_first, count(session, "(" + batch + ") EXCEPT ALL (" + streamed + ")"));
  TRY_ASSIGN(line.only_in_second, count(session, "(" + streamed + ") EXCEPT ALL (" + batch + ")"));
  return line;
}

std::string select_columns(const model::Schema& schema, const std::string& from) {
  std::string columns;
  for (const model::Column& column : schema.columns) {
    columns += (columns.empty() ? "" : ", ") + query::quote_name(column.name);
  }
  return "SELECT " + columns + " FROM " + from;
}

// Each way has a session in which the datasets' views are its tables. Answers are kept there and
// compared as rows, since the two know nothing of each other.
Result<std::unique_ptr<query::Session>> open_way(Parts& parts, const std::string& user_id,
                                                 bool is_stream) {
  TRY_ASSIGN(query::Engine * engine, parts.engine());
  TRY_ASSIGN(std::unique_ptr<query::Session> session, engine->open_session());
  for (const model::Dataset& dataset : parts.pipeline().datasets) {
    std::string table = is_stream ? model::stream_table_name(user_id, dataset)
                                  : "silver." + model::table_name(user_id, dataset);
    TRY(bind_lake(parts, *session, dataset.view, table, dataset.clean));
  }
  return session;
}

// Rows of an answer as one text each, sorted: how often each one comes counts, their order not,
// since queries do not order what is equal.
Result<std::vector<std::string>> answer_rows(query::Session& session, const std::string& sql) {
  TRY_ASSIGN(
      query::Table answer,
      session.query("SELECT CAST(to_json(answer) AS VARCHAR) AS row FROM (" +
                    sql.substr(0, sql.find_last_not_of("; \n") + 1) + "\n) AS answer ORDER BY 1"));
  std::vector<std::string> rows;
  for (std::vector<query::Cell>& row : answer.rows) {
    rows.push_back(std::get<std::string>(std::move(row.at(0))));
  }
  return rows;
}

Result<ParityLine> compare_answers(query::Session& batch, query::Session& streamed,
                                   const model::Query& query) {
  TRY_ASSIGN(std::vector<std::string> first_rows, answer_rows(batch, query.sql));
  TRY_ASSIGN(std::vector<std::string> second_rows, answer_rows(streamed, query.sql));
  std::vector<std::string> missing, surplus;
  std::ranges::set_difference(first_rows, second_rows, std::back_inserter(missing));
  std::ranges::set_difference(second_rows, first_rows, std::back_inserter(surplus));
  return ParityLine{"answer " + query.name, std::ssize(first_rows), std::ssize(second_rows),
                    std::ssize(missing), std::ssize(surplus)};
}

}  // namespace

namespace {

// Reasons that follow from a row, not from a parser of JSON.
constexpr const char* kLetters =
    "SELECT topic, \"partition\", \"offset\", \"index\", CASE WHEN reason LIKE 'required column %' "
    "OR reason LIKE 'column %' OR reason LIKE 'unknown column %' OR reason LIKE 'check %' OR "
    "reason "
    "LIKE '% is null' OR reason IN ('not an object', 'empty list', 'key conflict') THEN reason "
    "ELSE 'not JSON' END AS reason FROM ";

// Binds a table of both lakes as "first" and "second".
Status bind_both(query::Session& session, Parts& first, Parts& second, const std::string& name,
                 const model::Schema& schema) {
  TRY(bind_lake(first, session, "first", name, schema));
  return bind_lake(second, session, "second", name, schema);
}

Result<ParityLine> compare_letters(query::Session& session, Parts& first, Parts& second,
                                   const std::string& table) {
  TRY(bind_both(session, first, second, table + "_dead_letters", model::dead_letter_schema()));
  return compare(session, "dead letters of " + table, std::string(kLetters) + "\"first\"",
                 std::string(kLetters) + "\"second\"");
}

// A table that only one of them has is no answer of the other.
Result<ParityLine> compare_answer_tables(query::Session& session, Parts& first, Parts& second,
                                         const std::string& table) {
  model::Schema schema{{{"missing", model::Type::kLong}}};
  for (Parts* parts : {&first, &second}) {
    TRY_ASSIGN(lake::DeltaTable * gold, parts->table(table));
    if (!gold->exists()) continue;
    TRY_ASSIGN(lake::Snapshot snapshot, gold->snapshot());
    schema = snapshot.schema;
  }
  TRY(bind_both(session, first, second, table, schema));
  return compare(session, "answer " + table, select_columns(schema, "\"first\""),
                 select_columns(schema, "\"second\""));
}

Result<ParityLine> compare_ledgers(Parts& first, Parts& second, const std::string& user_id) {
  TRY_ASSIGN(clean::Ledger one, batch_ledger(first, {user_id}));
  TRY_ASSIGN(clean::Ledger other, batch_ledger(second, {user_id}));
  int64_t unlike = one == other && one.waiting() == 0 ? 0 : 1;
  return ParityLine{"ledger", one.accepted, other.accepted, unlike, unlike};
}

}  // namespace

Result<std::vector<ParityLine>> engine_parity(Parts& first, Parts& second,
                                              const std::string& user_id) {
  std::vector<ParityLine> lines;
  TRY_ASSIGN(query::Engine * engine, first.engine());
  TRY_ASSIGN(std::unique_ptr<query::Session> session, engine->open_session());
  auto add = [&](Result<ParityLine> line) {
    if (line.ok()) lines.push_back(*line);
    return line.status();
  };
  for (const model::Dataset& dataset : first.pipeline().datasets) {
    const std::string table = model::table_name(user_id, dataset);
    TRY(bind_both(*session, first, second, "silver." + table, dataset.clean));
    TRY(add(compare(*session, "table silver." + table, select_columns(dataset.clean, "\"first\""),
                    select_columns(dataset.clean, "\"second\""))));
    TRY(add(compare_letters(*session, first, second, "bronze." + table)));
    TRY(add(compare_letters(*session, first, second, "silver." + table)));
  }
  for (const model::Query& query : first.pipeline().queries) {
    const std::string table = "gold." + user_id + "_" + query.name;
    TRY(add(compare_answer_tables(*session, first, second, table)));
  }
  TRY(add(compare_ledgers(first, second, user_id)));
  return lines;
}

Result<std::vector<ParityLine>> parity(Parts& parts, const std::string& user_id) {
  std::vector<ParityLine> lines;
  TRY_ASSIGN(query::Engine * engine, parts.engine());
  TRY_ASSIGN(std::unique_ptr<query::Session> session, engine->open_session());
  for (const model::Dataset& dataset : parts.pipeline().datasets) {
    const std::string silver = "silver." + model::table_name(user_id, dataset);
    const std::string bronze = "bronze." + model::table_name(user_id, dataset);
    const std::string stream = model::stream_table_name(user_id, dataset);
    const model::Schema& letters = model::dead_letter_schema();
    TRY(bind_lake(parts, *session, "silver_rows", silver, dataset.clean));
    TRY(bind_lake(parts, *session, "second_rows", stream, dataset.clean));
    TRY(bind_lake(parts, *session, "bronze_letters", bronze + "_dead_letters", letters));
    TRY(bind_lake(parts, *session, "silver_letters", silver + "_dead_letters", letters));
    TRY(bind_lake(parts, *session, "stream_letters", stream + "_dead_letters", letters));
    TRY_ASSIGN(ParityLine rows, compare(*session, "table " + dataset.name,
                                        select_columns(dataset.clean, "silver_rows"),
                                        select_columns(dataset.clean, "second_rows")));
    lines.push_back(std::move(rows));
    const std::string select = std::string("SELECT ") + kLetterColumns + " FROM ";
    TRY_ASSIGN(ParityLine refused,
               compare(*session, "dead letters of " + dataset.name,
                       select + "bronze_letters UNION ALL " + select + "silver_letters",
                       select + "stream_letters"));
    lines.push_back(std::move(refused));
  }
  TRY_ASSIGN(auto batch, open_way(parts, user_id, false));
  TRY_ASSIGN(auto streamed, open_way(parts, user_id, true));
  for (const model::Query& query : parts.pipeline().queries) {
    TRY_ASSIGN(ParityLine line, compare_answers(*batch, *streamed, query));
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace pinflow::app
