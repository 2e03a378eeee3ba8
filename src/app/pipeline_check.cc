#include "app/pipeline_check.h"

#include <map>

#include "clean/site.h"
#include "model/dead_letter.h"
#include "query/quality_sql.h"
#include "query/sql_text.h"
#include "schedule/dag.h"
#include "stream/arrivals.h"
#include "stream/commit_rows.h"

namespace pinflow::app {
namespace {

// Columns of an answer by name, with SQL's types.
std::map<std::string, std::string> by_name(const std::vector<query::Table::Column>& columns) {
  std::map<std::string, std::string> types;
  for (const auto& column : columns) types[column.name] = column.type;
  return types;
}

// The raw columns and the place of a row, which is what clean SQL reads.
model::Schema raw_with_place(const model::Dataset& dataset) {
  model::Schema schema = dataset.raw;
  for (const model::Column& column : model::place_columns()) schema.columns.push_back(column);
  return schema;
}

Status check_clean_sql(const model::Dataset& dataset, query::Session& session,
                       std::vector<std::string>* mistakes) {
  std::string what = "dataset " + dataset.name + ": clean SQL: ";
  TRY(session.bind_empty("raw_" + dataset.name, raw_with_place(dataset)));
  Result<std::vector<query::Table::Column>> columns = session.describe(dataset.clean_sql);
  if (!columns.ok()) {
    mistakes->push_back(what + columns.status().message());
    return Status();
  }
  std::map<std::string, std::string> given = by_name(*columns);
  for (const model::Column& column : dataset.clean.columns) {
    if (given.erase(column.name) == 0)
      mistakes->push_back(what + "no column '" + column.name + "'");
  }
  for (const model::Column& column : model::place_columns()) {
    if (given.erase(column.name) == 0) {
      mistakes->push_back(what + "it has to pass '" + column.name + "' through");
    }
  }
  for (const auto& [name, type] : given) {
    mistakes->push_back(what + "column '" + name + "' is not declared in 'columns'");
  }
  return Status();
}

// The SQL of quality checks; all else was looked at when the file was read.
void check_checks(const model::Dataset& dataset, query::Session& session,
                  std::vector<std::string>* mistakes) {
  for (const model::QualityCheck& check : dataset.checks) {
    if (check.sql.empty()) continue;
    bool is_query = check.kind == model::CheckKind::kQuery;
    std::string select = is_query ? check.sql
                                  : "SELECT " + query::failing_sql(check) + " FROM " +
                                        query::quote_name(dataset.view);
    Result<std::vector<query::Table::Column>> columns = session.describe(select);
    if (columns.ok()) continue;
    mistakes->push_back(check.place + ": check " + check.name + ": " + columns.status().message());
  }
}

}  // namespace

Result<std::vector<std::string>> check_pipeline(const model::Pipeline& pipeline,
                                                query::Engine& engine) {
  std::vector<std::string> mistakes;
  TRY_ASSIGN(std::unique_ptr<query::Session> session, engine.open_session());
  for (const model::Dataset& dataset : pipeline.datasets) {
    TRY(check_clean_sql(dataset, *session, &mistakes));
    TRY(session->bind_empty(dataset.view, dataset.clean));
  }
  for (const model::Dataset& dataset : pipeline.datasets)
    check_checks(dataset, *session, &mistakes);
  for (const model::Query& query : pipeline.queries) {
    Result<std::vector<query::Table::Column>> columns = session->describe(query.sql);
    if (!columns.ok()) {
      mistakes.push_back("query " + query.name + ": " + columns.status().message());
    }
  }
  TRY(session->bind_empty("commits", stream::commit_columns()));
  for (const model::Metric& metric : pipeline.metrics) {
    const model::Dataset& dataset = *pipeline.dataset(metric.dataset);
    TRY(session->bind_empty(dataset.view, model::stream_schema(dataset)));
    TRY(session->bind_empty(stream::kArrivals, stream::arrival_columns(metric, dataset)));
    Result<std::vector<query::Table::Column>> columns = session->describe(metric.sql);
    if (!columns.ok()) {
      mistakes.push_back("metric " + metric.name + ": " + columns.status().message());
      continue;
    }
    std::map<std::string, std::string> given = by_name(*columns);
    for (const auto& [column, how] : metric.merge) {
      if (!given.contains(column)) {
        mistakes.push_back("metric " + metric.name + ": no column '" + column + "' to merge");
      }
    }
  }
  Result<std::vector<std::string>> order = schedule::task_order({pipeline.name, pipeline.tasks});
  if (!order.ok()) mistakes.push_back(order.status().message());
  return mistakes;
}

}  // namespace pinflow::app
