#include "app/pipeline_file.h"

#include <algorithm>
#include <set>

#include "app/embedded.h"
#include "app/toml_file.h"
#include "base/file.h"
#include "base/nearest_name.h"

namespace pinflow::app {
namespace {

constexpr std::string_view kBuiltIn = "pipelines/pinterest/";

Status complaint(const TomlValue& at, std::string_view what) {
  return Status(Code::kInvalidArgument, at.place + ": " + std::string(what));
}

// One table of the file, whose keys are taken one by one; what is left over is unknown.
class Fields {
 public:
  explicit Fields(const TomlValue& table) : table_(table) {}

  Result<std::string> text(const std::string& key, bool required = true) {
    const TomlValue* value = take(key);
    if (value == nullptr && required) return complaint(table_, "'" + key + "' is missing");
    if (value == nullptr) return std::string();
    if (value->text() == nullptr) return complaint(*value, "'" + key + "' must be a string");
    return *value->text();
  }

  Result<int64_t> integer(const std::string& key, int64_t otherwise) {
    const TomlValue* value = take(key);
    if (value == nullptr) return otherwise;
    const auto* number = std::get_if<int64_t>(&value->data);
    if (number == nullptr) return complaint(*value, "'" + key + "' must be an integer");
    return *number;
  }

  Result<std::vector<std::string>> list(const std::string& key) {
    std::vector<std::string> texts;
    const TomlValue* value = take(key);
    if (value == nullptr) return texts;
    if (value->array() == nullptr) return complaint(*value, "'" + key + "' must be a list");
    for (const TomlValue& element : *value->array()) {
      if (element.text() == nullptr) return complaint(element, "must be a string");
      texts.push_back(*element.text());
    }
    return texts;
  }

  // [["name", "type"], …]
  Result<model::Schema> schema(const std::string& key) {
    const TomlValue* value = take(key);
    if (value == nullptr) return complaint(table_, "'" + key + "' is missing");
    if (value->array() == nullptr) return complaint(*value, "'" + key + "' must be a list");
    model::Schema schema;
    for (const TomlValue& pair : *value->array()) {
      const TomlArray* parts = pair.array();
      if (parts == nullptr || parts->size() != 2 || (*parts)[0].text() == nullptr ||
          (*parts)[1].text() == nullptr) {
        return complaint(pair, "a column is written [\"name\", \"type\"]");
      }
      Result<model::Type> type = model::parse_type(*(*parts)[1].text());
      if (!type.ok()) return complaint((*parts)[1], type.status().message());
      if (schema.index_of(*(*parts)[0].text())) {
        return complaint(pair, "column '" + *(*parts)[0].text() + "' is there twice");
      }
      schema.columns.push_back({*(*parts)[0].text(), *type});
    }
    return schema;
  }

  Result<std::map<std::string, std::string>> texts(const std::string& key) {
    std::map<std::string, std::string> result;
    const TomlValue* value = take(key);
    if (value == nullptr) return result;
    if (value->table() == nullptr) return complaint(*value, "'" + key + "' must be a table");
    for (const auto& [name, member] : *value->table()) {
      if (member.text() == nullptr) return complaint(member, "must be a string");
      result[name] = *member.text();
    }
    return result;
  }

  // The tables of [[key]].
  Result<std::vector<const TomlValue*>> tables(const std::string& key) {
    std::vector<const TomlValue*> result;
    const TomlValue* value = take(key);
    if (value == nullptr) return result;
    if (value->array() == nullptr) return complaint(*value, "write [[" + key + "]]");
    for (const TomlValue& element : *value->array()) {
      if (element.table() == nullptr) return complaint(element, "write [[" + key + "]]");
      result.push_back(&element);
    }
    return result;
  }

  // Errors: a key that none of the calls above asked for.
  Status finish() const {
    for (const auto& [key, value] : *table_.table()) {
      if (taken_.contains(key)) continue;
      std::vector<std::string> known(taken_.begin(), taken_.end());
      return complaint(value, "unknown key '" + key + "'" + did_you_mean(key, known));
    }
    return Status();
  }

 private:
  const TomlValue* take(const std::string& key) {
    taken_.insert(key);
    return table_.find(key);
  }

  const TomlValue& table_;
  std::set<std::string> taken_;
};

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
  Fields fields(table);
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
  Fields fields(table);
  TRY_ASSIGN(query.name, fields.text("name"));
  TRY_ASSIGN(query.title, fields.text("title"));
  TRY_ASSIGN(std::string file, fields.text("file"));
  TRY_ASSIGN(query.sql, read_named(read, table, file));
  TRY_ASSIGN(query.chart, fields.text("chart", false));
  TRY(fields.finish());
  return query;
}

Result<model::Metric> read_metric(const TomlValue& table, const model::Pipeline& pipeline,
                                  const ReadPipelineFile& read) {
  model::Metric metric;
  Fields fields(table);
  TRY_ASSIGN(metric.name, fields.text("name"));
  TRY_ASSIGN(metric.title, fields.text("title"));
  TRY_ASSIGN(metric.dataset, fields.text("dataset"));
  TRY_ASSIGN(std::string file, fields.text("file"));
  TRY_ASSIGN(metric.sql, read_named(read, table, file));
  TRY_ASSIGN(metric.merge, fields.texts("merge"));
  TRY_ASSIGN(metric.order_by, fields.text("order_by", false));
  TRY_ASSIGN(metric.window, fields.text("window", false));
  TRY_ASSIGN(int64_t windows_max, fields.integer("windows_max", 0));
  metric.windows_max = static_cast<size_t>(std::max<int64_t>(0, windows_max));
  TRY(fields.finish());
  if (pipeline.dataset(metric.dataset) == nullptr) {
    return complaint(table, "dataset: there is none named '" + metric.dataset + "'");
  }
  for (const auto& [column, how] : metric.merge) {
    if (how == "sum" || how == "min" || how == "max") continue;
    return complaint(table, "merge: '" + how + "' must be \"sum\", \"min\" or \"max\"");
  }
  return metric;
}

Result<model::Task> read_task(const TomlValue& table) {
  model::Task task;
  Fields fields(table);
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
  Fields fields(root);
  TRY_ASSIGN(pipeline.name, fields.text("name"));
  TRY_ASSIGN(pipeline.schedule, fields.text("schedule", false));
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
