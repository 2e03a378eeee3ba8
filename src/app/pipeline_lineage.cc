#include "app/pipeline_lineage.h"

#include <algorithm>
#include <map>

#include "model/dead_letter.h"
#include "stream/arrivals.h"
#include "stream/commit_rows.h"

namespace pinflow::app {
namespace {

// What the SQL calls a table -> its name.
using NamesInSql = std::map<std::string, std::string>;

query::Lineage with_names(const query::Lineage& of_sql, const NamesInSql& names) {
  auto named = [&](query::SourceColumn source) {
    auto known = names.find(source.table);
    if (known != names.end()) source.table = known->second;
    return source;
  };
  query::Lineage lineage;
  for (const query::Lineage::Column& column : of_sql.columns) {
    query::Lineage::Column renamed{column.name, {}, column.made};
    for (const query::SourceColumn& source : column.from) renamed.from.insert(named(source));
    lineage.columns.push_back(std::move(renamed));
  }
  for (const auto& [influence, source] : of_sql.influences) {
    lineage.influences.emplace(influence, named(source));
  }
  for (const std::string& table : of_sql.tables) lineage.tables.insert(named({table, ""}).table);
  return lineage;
}

class LineageBuilder {
 public:
  LineageBuilder(const model::Pipeline& pipeline, std::string_view user_id, query::Session& session)
      : pipeline_(pipeline), user_id_(user_id), session_(session) {}

  Status add_gathered(const model::Dataset& dataset);
  Status add_cleaned(const model::Dataset& dataset);
  Status add_streamed(const model::Dataset& dataset);
  Status add_answer(const model::Query& query);
  Status add_metric(const model::Metric& metric);
  std::vector<LineageStep> take() { return std::move(steps_); }

 private:
  std::string silver(const model::Dataset& dataset) const {
    return "silver." + model::table_name(user_id_, dataset);
  }
  Result<query::Lineage> clean_lineage(const model::Dataset& dataset, const std::string& from);
  Status add(const char* task, const std::string& table, const std::string& sql,
             const NamesInSql& names);

  const model::Pipeline& pipeline_;
  const std::string user_id_;
  query::Session& session_;
  std::vector<LineageStep> steps_;
};

Status LineageBuilder::add_gathered(const model::Dataset& dataset) {
  const std::string topic = model::topic_name(user_id_, dataset);
  LineageStep step{"gather", "bronze." + model::table_name(user_id_, dataset), "", {}};
  for (const model::Column& column : dataset.raw.columns) {
    step.lineage.columns.push_back({column.name, {{topic, column.name}}, query::Made::kCopied});
  }
  step.lineage.tables.insert(topic);
  steps_.push_back(std::move(step));
  return Status();
}

// Of the columns that are kept: the SQL gives a row's place, too.
Result<query::Lineage> LineageBuilder::clean_lineage(const model::Dataset& dataset,
                                                     const std::string& from) {
  model::Schema raw = dataset.raw;
  for (const model::Column& column : model::place_columns()) raw.columns.push_back(column);
  const std::string raw_name = "raw_" + dataset.name;
  TRY(session_.bind_empty(raw_name, raw));
  TRY_ASSIGN(query::Lineage of_sql, session_.lineage(dataset.clean_sql));
  std::erase_if(of_sql.columns, [&](const query::Lineage::Column& column) {
    return std::ranges::none_of(
        dataset.clean.columns, [&](const model::Column& kept) { return kept.name == column.name; });
  });
  return with_names(of_sql, {{raw_name, from}});
}

Status LineageBuilder::add_cleaned(const model::Dataset& dataset) {
  TRY_ASSIGN(query::Lineage lineage,
             clean_lineage(dataset, "bronze." + model::table_name(user_id_, dataset)));
  steps_.push_back({"clean", silver(dataset), dataset.clean_sql, std::move(lineage)});
  return session_.bind_empty(dataset.view, dataset.clean);
}

Status LineageBuilder::add_streamed(const model::Dataset& dataset) {
  std::string from = model::stream_name(user_id_, dataset);
  if (!pipeline_.shared_stream.empty()) from = pipeline_.shared_stream;
  if (dataset.input == "topic") from = model::topic_name(user_id_, dataset);
  TRY_ASSIGN(query::Lineage lineage, clean_lineage(dataset, from));
  steps_.push_back({"stream", model::stream_table_name(user_id_, dataset), dataset.clean_sql,
                    std::move(lineage)});
  return Status();
}

Status LineageBuilder::add(const char* task, const std::string& table, const std::string& sql,
                           const NamesInSql& names) {
  Result<query::Lineage> of_sql = session_.lineage(sql);
  if (!of_sql.ok()) return of_sql.status().with_context(table);
  steps_.push_back({task, table, sql, with_names(*of_sql, names)});
  return Status();
}

Status LineageBuilder::add_answer(const model::Query& query) {
  NamesInSql names;
  for (const model::Dataset& dataset : pipeline_.datasets) names[dataset.view] = silver(dataset);
  return add("query", "gold." + user_id_ + "_" + query.name, query.sql, names);
}

Status LineageBuilder::add_metric(const model::Metric& metric) {
  const model::Dataset& dataset = *pipeline_.dataset(metric.dataset);
  const std::string table = model::stream_table_name(user_id_, dataset);
  TRY(session_.bind_empty(dataset.view, model::stream_schema(dataset)));
  TRY(session_.bind_empty("commits", stream::commit_columns()));
  TRY(session_.bind_empty(stream::kArrivals, stream::arrival_columns(metric, dataset)));
  return add("stream", "metric." + metric.name, metric.sql,
             {{dataset.view, table}, {"commits", table}, {stream::kArrivals, table}});
}

const char* made_name(query::Made made) {
  if (made == query::Made::kCopied) return "copied";
  return made == query::Made::kComputed ? "computed" : "aggregated";
}

const char* influence_name(query::Influence influence) {
  switch (influence) {
    case query::Influence::kJoin:
      return "joins by";
    case query::Influence::kFilter:
      return "filters by";
    case query::Influence::kGroup:
      return "groups by";
    case query::Influence::kWindow:
      return "ranks by";
    case query::Influence::kSort:
      return "sorts by";
  }
  return "";
}

}  // namespace

Result<std::vector<LineageStep>> pipeline_lineage(const model::Pipeline& pipeline,
                                                  std::string_view user_id, query::Engine& engine) {
  TRY_ASSIGN(std::unique_ptr<query::Session> session, engine.open_session());
  LineageBuilder builder(pipeline, user_id, *session);
  for (const model::Dataset& dataset : pipeline.datasets) TRY(builder.add_gathered(dataset));
  for (const model::Dataset& dataset : pipeline.datasets) TRY(builder.add_cleaned(dataset));
  for (const model::Query& query : pipeline.queries) TRY(builder.add_answer(query));
  for (const model::Dataset& dataset : pipeline.datasets) TRY(builder.add_streamed(dataset));
  for (const model::Metric& metric : pipeline.metrics) TRY(builder.add_metric(metric));
  return builder.take();
}

std::vector<const LineageStep*> upstream_of(const std::vector<LineageStep>& steps,
                                            std::string_view table) {
  std::vector<const LineageStep*> found;
  std::set<std::string> wanted{std::string(table)};
  // What comes later is made of what comes before.
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (!wanted.contains(step->table)) continue;
    found.push_back(&*step);
    wanted.insert(step->lineage.tables.begin(), step->lineage.tables.end());
  }
  return found;
}

query::Table lineage_rows(const std::vector<const LineageStep*>& steps) {
  query::Table table;
  for (const char* name : {"table", "column", "how", "from"}) {
    table.columns.push_back({name, "VARCHAR"});
  }
  auto add = [&](const LineageStep& step, const std::string& column, const char* how,
                 const std::string& from) {
    table.rows.push_back({step.table, column, std::string(how), from});
  };
  for (const LineageStep* step : steps) {
    for (const query::Lineage::Column& column : step->lineage.columns) {
      if (column.from.empty()) add(*step, column.name, made_name(column.made), "");
      for (const query::SourceColumn& source : column.from) {
        add(*step, column.name, made_name(column.made), source.table + "." + source.column);
      }
    }
    for (const auto& [influence, source] : step->lineage.influences) {
      add(*step, "", influence_name(influence), source.table + "." + source.column);
    }
  }
  return table;
}

}  // namespace pinflow::app
