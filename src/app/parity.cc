#include "app/parity.h"

#include <algorithm>
#include <iterator>
#include <memory>

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
  TRY_ASSIGN(line.batch_rows, count(session, batch));
  TRY_ASSIGN(line.stream_rows, count(session, streamed));
  TRY_ASSIGN(line.only_in_batch, count(session, "(" + batch + ") EXCEPT ALL (" + streamed + ")"));
  TRY_ASSIGN(line.only_in_stream, count(session, "(" + streamed + ") EXCEPT ALL (" + batch + ")"));
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
  TRY_ASSIGN(std::vector<std::string> batch_rows, answer_rows(batch, query.sql));
  TRY_ASSIGN(std::vector<std::string> stream_rows, answer_rows(streamed, query.sql));
  std::vector<std::string> missing, surplus;
  std::ranges::set_difference(batch_rows, stream_rows, std::back_inserter(missing));
  std::ranges::set_difference(stream_rows, batch_rows, std::back_inserter(surplus));
  return ParityLine{"answer " + query.name, std::ssize(batch_rows), std::ssize(stream_rows),
                    std::ssize(missing), std::ssize(surplus)};
}

}  // namespace

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
    TRY(bind_lake(parts, *session, "stream_rows", stream, dataset.clean));
    TRY(bind_lake(parts, *session, "bronze_letters", bronze + "_dead_letters", letters));
    TRY(bind_lake(parts, *session, "silver_letters", silver + "_dead_letters", letters));
    TRY(bind_lake(parts, *session, "stream_letters", stream + "_dead_letters", letters));
    TRY_ASSIGN(ParityLine rows, compare(*session, "table " + dataset.name,
                                        select_columns(dataset.clean, "silver_rows"),
                                        select_columns(dataset.clean, "stream_rows")));
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
