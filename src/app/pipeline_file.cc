#include "app/pipeline_file.h"

#include <algorithm>

#include "app/embedded.h"
#include "app/quality_declaration.h"
#include "app/schedule_declaration.h"
#include "app/toml_fields.h"
#include "base/file.h"

namespace pinflow::app {
namespace {

constexpr std::string_view kBuiltIn = "pipelines/pinterest/";
constexpr int64_t kArrivalGroupsDefault = 10'000;

Result<std::string> read_named(const ReadPipelineFile& read, const TomlValue& table,
                               std::string_view path) {
  Result<std::string> text = read(path);
  if (!text.ok()) return text.status().with_context(table.place);
  return text;
}

// Clean SQL writes its list of placeholders as '{placeholders}', which is SQL by itself.
std::string with_placeholders(std::string sql, const std::vector<std::string>& placeholders) {
  constexpr std::string_view kMark = "'{placeholders}'";
  std::string list;
  for (const std::string& text : placeholders) {
    list += list.empty() ? "'" : ", '";
    for (char letter : text) list.append(letter == '\'' ? 2 : 1, letter);
    list += "'";
  }
  if (list.empty()) return sql;
  for (size_t at = sql.find(kMark); at != std::string::npos; at = sql.find(kMark, at)) {
    sql.replace(at, kMark.size(), list);
    at += list.size();
  }
  return sql;
}

Result<model::Dataset> read_dataset(const TomlValue& table,
                                    const std::vector<std::string>& placeholders,
                                    const ReadPipelineFile& read) {
  model::Dataset dataset;
  TomlFields fields(table);
  TRY_ASSIGN(dataset.name, fields.text("name"));
  TRY_ASSIGN(dataset.source_table, fields.text("source_table"));
  TRY_ASSIGN(dataset.view, fields.text("view", false));
  if (dataset.view.empty()) dataset.view = dataset.name;
  TRY_ASSIGN(std::string input, fields.text("input", false));
  if (!input.empty()) dataset.input = input;
  if (dataset.input != "stream" && dataset.input != "topic") {
    return complaint(table, "'input' must be \"stream\" or \"topic\"");
  }
  TRY_ASSIGN(dataset.raw, fields.schema("raw"));
  TRY_ASSIGN(dataset.aliases, fields.texts("aliases"));
  TRY_ASSIGN(dataset.required, fields.list("required"));
  TRY_ASSIGN(std::string unknown, fields.text("unknown_columns", false));
  if (!unknown.empty() && unknown != "ignore" && unknown != "reject") {
    return complaint(table, "'unknown_columns' must be \"ignore\" or \"reject\"");
  }
  dataset.reject_unknown_columns = unknown == "reject";
  TRY_ASSIGN(std::string clean, fields.text("clean"));
  TRY_ASSIGN(std::string clean_sql, read_named(read, table, clean));
  dataset.clean_sql = with_placeholders(std::move(clean_sql), placeholders);
  TRY_ASSIGN(dataset.clean, fields.schema("columns"));
  TRY_ASSIGN(dataset.key, fields.list("key"));
  TRY_ASSIGN(dataset.not_null, fields.list("not_null"));
  TRY_ASSIGN(dataset.arrival_column, fields.text("arrival_column", false));
  if (dataset.clean.index_of(dataset.arrival_column)) {
    return complaint(fields.at("arrival_column"), "'arrival_column' names a clean column");
  }
  TRY(fields.finish());

  for (const std::string& name : dataset.required) {
    if (!dataset.raw.index_of(name)) return complaint(table, "required: no column '" + name + "'");
  }
  for (const auto& [alias, name] : dataset.aliases) {
    if (!dataset.raw.index_of(name)) return complaint(table, "aliases: no column '" + name + "'");
  }
  for (const std::vector<std::string>* names : {&dataset.key, &dataset.not_null}) {
    for (const std::string& name : *names) {
      if (!dataset.clean.index_of(name)) {
        return complaint(table, "key, not_null: no clean column '" + name + "'");
      }
    }
  }
  return dataset;
}

Result<model::Query> read_query(const TomlValue& table, const ReadPipelineFile& read) {
  model::Query query;
  TomlFields fields(table);
  TRY_ASSIGN(query.name, fields.text("name"));
  TRY_ASSIGN(query.title, fields.text("title"));
  TRY_ASSIGN(std::string file, fields.text("file"));
  TRY_ASSIGN(query.sql, read_named(read, table, file));
  TRY_ASSIGN(query.chart, fields.text("chart", false));
  TRY(fields.finish());
  return query;
}

// Its state goes into the table's commits: it has to stay small.
Status check_arrivals(const TomlValue& table, const model::Metric& metric,
                      const model::Dataset& dataset) {
  if (metric.of_arrivals && metric.groups_max == 0) {
    return complaint(table, "groups_max: of \"arrivals\" it must be 1 or more");
  }
  if (!metric.of_arrivals && !metric.columns.empty()) {
    return complaint(table, "columns: they are those of `of = \"arrivals\"`");
  }
  for (const std::string& name : metric.columns) {
    auto column = dataset.clean.index_of(name);
    if (!column) return complaint(table, "columns: no clean column '" + name + "'");
    if (dataset.clean.columns[*column].type == model::Type::kDoubleArray) {
      return complaint(table, "columns: '" + name + "' is a list, which arrivals do not hold");
    }
  }
  return Status();
}

Result<model::Metric> read_metric(const TomlValue& table, const model::Pipeline& pipeline,
                                  const ReadPipelineFile& read) {
  model::Metric metric;
  TomlFields fields(table);
  TRY_ASSIGN(metric.name, fields.text("name"));
  TRY_ASSIGN(metric.title, fields.text("title"));
  TRY_ASSIGN(metric.dataset, fields.text("dataset"));
  TRY_ASSIGN(std::string of, fields.text("of", false));
  metric.of_commits = of == "commits";
  metric.of_arrivals = of == "arrivals";
  if (!of.empty() && of != "rows" && !metric.of_commits && !metric.of_arrivals) {
    return complaint(fields.at("of"), "'of' must be \"rows\", \"commits\" or \"arrivals\"");
  }
  TRY_ASSIGN(metric.columns, fields.list("columns"));
  TRY_ASSIGN(std::string file, fields.text("file"));
  TRY_ASSIGN(metric.sql, read_named(read, table, file));
  TRY_ASSIGN(metric.merge, fields.texts("merge"));
  TRY_ASSIGN(metric.order_by, fields.text("order_by", false));
  TRY_ASSIGN(metric.window, fields.text("window", false));
  TRY_ASSIGN(int64_t windows_max, fields.integer("windows_max", 0));
  metric.windows_max = static_cast<size_t>(std::max<int64_t>(0, windows_max));
  TRY_ASSIGN(int64_t groups_max,
             fields.integer("groups_max", metric.of_arrivals ? kArrivalGroupsDefault : 0));
  metric.groups_max = static_cast<size_t>(std::max<int64_t>(0, groups_max));
  TRY(fields.finish());
  const model::Dataset* dataset = pipeline.dataset(metric.dataset);
  if (dataset == nullptr) {
    return complaint(table, "dataset: there is none named '" + metric.dataset + "'");
  }
  TRY(check_arrivals(table, metric, *dataset));
  for (const auto& [column, how] : metric.merge) {
    if (how == "sum" || how == "min" || how == "max") continue;
    return complaint(table, "merge: '" + how + "' must be \"sum\", \"min\" or \"max\"");
  }
  return metric;
}

Result<model::Task> read_task(const TomlValue& table) {
  model::Task task;
  TomlFields fields(table);
  TRY_ASSIGN(task.name, fields.text("name"));
  TRY_ASSIGN(task.after, fields.list("after"));
  TRY(fields.finish());
  return task;
}

}  // namespace

ReadPipelineFile pipeline_files(const std::string& folder) {
  if (!folder.empty()) {
    return [folder](std::string_view path) { return read_file(folder + "/" + std::string(path)); };
  }
  return [](std::string_view path) -> Result<std::string> {
    auto text = embedded_file(std::string(kBuiltIn) + std::string(path));
    if (text) return std::string(*text);
    return Status(Code::kNotFound, "built-in pipeline: no file " + std::string(path));
  };
}

Result<model::Pipeline> load_pipeline(const ReadPipelineFile& read) {
  TRY_ASSIGN(std::string text, read("pipeline.toml"));
  TRY_ASSIGN(TomlValue root, parse_toml(text, "pipeline.toml"));
  model::Pipeline pipeline;
  TomlFields fields(root);
  TRY_ASSIGN(pipeline.name, fields.text("name"));
  TRY(read_schedule(root, &fields, &pipeline));
  TRY_ASSIGN(pipeline.shared_stream, fields.text("shared_stream", false));
  TRY_ASSIGN(auto placeholders, fields.list("placeholders"));
  TRY_ASSIGN(auto datasets, fields.tables("dataset"));
  for (const TomlValue* table : datasets) {
    TRY_ASSIGN(model::Dataset dataset, read_dataset(*table, placeholders, read));
    if (pipeline.dataset(dataset.name) != nullptr) {
      return complaint(*table, "dataset '" + dataset.name + "' is there twice");
    }
    pipeline.datasets.push_back(std::move(dataset));
  }
  TRY_ASSIGN(auto queries, fields.tables("query"));
  for (const TomlValue* table : queries) {
    TRY_ASSIGN(model::Query query, read_query(*table, read));
    pipeline.queries.push_back(std::move(query));
  }
  TRY_ASSIGN(auto metrics, fields.tables("metric"));
  for (const TomlValue* table : metrics) {
    TRY_ASSIGN(model::Metric metric, read_metric(*table, pipeline, read));
    pipeline.metrics.push_back(std::move(metric));
  }
  TRY_ASSIGN(auto checks, fields.tables("check"));
  for (const TomlValue* table : checks) TRY(add_check(*table, read, &pipeline));
  TRY_ASSIGN(auto tasks, fields.tables("task"));
  for (const TomlValue* table : tasks) {
    TRY_ASSIGN(model::Task task, read_task(*table));
    pipeline.tasks.push_back(std::move(task));
  }
  TRY(fields.finish());
  if (pipeline.datasets.empty()) return complaint(root, "no [[dataset]]");
  return pipeline;
}

}  // namespace pinflow::app
