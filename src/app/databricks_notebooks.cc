#include "app/databricks_notebooks.h"

#include "clean/gather.h"
#include "clean/judge_sql.h"
#include "json/writer.h"
#include "query/quality_sql.h"
#include "query/spark/dialect.h"
#include "query/sql_text.h"

namespace pinflow::app {
namespace {

using json::in_quotes;  // A text of JSON is one of Python.

constexpr const char* kUser = "{user_id}";  // Of Python's f"…".

class Notebook {
 public:
  explicit Notebook(const std::string& title, const std::string& what) {
    text_ = "# Databricks notebook source\n";
    magic("# " + title + "\n\n" + what);
  }

  void text(const std::string& markdown) { begin_cell(), magic(markdown); }
  void code(const std::string& python) { begin_cell(), text_ += python; }
  std::string take() { return std::move(text_); }

 private:
  void begin_cell() { text_ += "\n# COMMAND ----------\n\n"; }

  void magic(const std::string& markdown) {
    text_ += "# MAGIC %md\n# MAGIC ";
    for (char letter : markdown) {
      text_ += letter;
      if (letter == '\n') text_ += "# MAGIC ";
    }
    text_ += "\n";
  }

  std::string text_;
};

std::string python_sql(const std::string& sql) {
  const bool fits = sql.find("\"\"\"") == std::string::npos;
  return fits ? "r\"\"\"\n" + sql + "\n\"\"\"" : in_quotes(sql);
}

// What a widget is given by the job, it has by itself too.
std::string widget(const char* name, const std::string& value, const char* label) {
  return std::string("dbutils.widgets.text(\"") + name + "\", " + in_quotes(value) + ", \"" +
         label + "\")\n";
}

void begin(Notebook& notebook, const DatabricksOptions& options, const std::string& more = "") {
  notebook.code(widget("user_id", options.user_ids.front(), "User id") +
                widget("catalog", "", "Catalog") + widget("prefix", "", "Prefix of schemas") +
                more);
  std::string python = "import pinflow_notebook\n\n";
  for (const auto& [name, value] : query::kSparkDialect) {
    python += "spark.conf.set(" + in_quotes(name) + ", " + in_quotes(value) + ")\n";
  }
  notebook.code(python +
                "user_id = dbutils.widgets.get(\"user_id\")\n"
                "lake = pinflow_notebook.Lake(spark, dbutils.widgets.get(\"catalog\"),\n"
                "                             dbutils.widgets.get(\"prefix\"))\n");
}

std::string python_columns(const model::Schema& schema, const std::string& indent) {
  std::string python = "[";
  for (const model::Column& column : schema.columns) {
    python += (python == "[" ? "" : ",") + ("\n" + indent) + "    [" + in_quotes(column.name) +
              ", " + in_quotes(model::type_name(column.type)) + "]";
  }
  return python + "]";
}

std::string python_dataset(const model::Dataset& dataset) {
  std::string aliases, required;
  for (const auto& [alias, column] : dataset.aliases) {
    aliases += (aliases.empty() ? "" : ", ") + in_quotes(alias) + ": " + in_quotes(column);
  }
  for (const std::string& name : dataset.required) {
    required += (required.empty() ? "" : ", ") + in_quotes(name);
  }
  return "dataset = {\n    \"columns\": " + python_columns(dataset.raw, "    ") +
         ",\n    \"aliases\": {" + aliases + "},\n    \"required\": [" + required +
         "],\n    \"reject_unknown\": " + (dataset.reject_unknown_columns ? "True" : "False") +
         ",\n}\n";
}

std::string table_of(const char* schema, const std::string& name) {
  return "f" + in_quotes(std::string(schema) + "." + name);
}

Result<std::string> python_view(const std::string& name, const std::string& shared, bool keep) {
  TRY_ASSIGN(std::string sql, query::one_statement(shared));
  return "pinflow_notebook.view(spark, " + in_quotes(name) + ", " +
         python_sql(query::spark_sql(sql)) + (keep ? ", kept=True" : "") + ")\n";
}

// The relations of judge_sql.h in their order.
Result<std::string> python_judging(const model::Dataset& dataset) {
  struct Relation {
    const char* name;
    std::string sql;
    bool keep;
  };
  const Relation relations[] = {{clean::kHashed, clean::hashed_sql(dataset), true},
                                {clean::kSuspects, clean::suspects_sql(dataset), true},
                                {clean::kVariants, clean::variants_sql(dataset), true},
                                {clean::kContested, clean::contested_sql(), true},
                                {clean::kJudged, clean::judged_sql(dataset), true},
                                {clean::kLetters, clean::letters_sql(dataset), true},
                                {"new_rows", clean::new_rows_sql(dataset), false}};
  std::string python;
  for (const Relation& relation : relations) {
    TRY_ASSIGN(std::string view, python_view(relation.name, relation.sql, relation.keep));
    python += view;
  }
  return python;
}

// {name: (action, condition)} of the checks of rows; those that make dead letters have been done.
std::string python_checks(const model::Dataset& dataset) {
  std::string python;
  for (const model::QualityCheck& check : dataset.checks) {
    if (!check.is_of_rows() || check.action == model::CheckAction::kDeadLetters) continue;
    python += "    " + in_quotes(check.name) + ": (" + in_quotes(model::action_name(check.action)) +
              ", " + python_sql(query::spark_sql(query::failing_sql(check))) + "),\n";
  }
  return python;
}

constexpr const char* kOpenBucket =
    R"py(bucket = dbutils.widgets.get("bucket").replace("{user_id}", user_id)
mount = dbutils.widgets.get("mount").replace("{user_id}", user_id)
if mount and not any(one.mountPoint == mount for one in dbutils.fs.mounts()):
    # By the cluster's instance profile, else with the keys that a secret scope holds.
    scope = dbutils.widgets.get("secret_scope")
    keys = {"fs.s3a.access.key": "aws_access_key_id", "fs.s3a.secret.key": "aws_secret_access_key"}
    dbutils.fs.mount(
        source=bucket.replace("s3://", "s3a://"), mount_point=mount,
        extra_configs={name: dbutils.secrets.get(scope, key) for name, key in keys.items()}
        if scope else {})
folder = mount or bucket
)py";

constexpr const char* kLookAtDamage = R"py(if objects.damaged.head(1):
    display(objects.damaged)
)py";

}  // namespace

std::string clean_notebook_name(const model::Dataset& dataset) { return "clean_" + dataset.name; }

std::string gather_notebook(const model::Pipeline& pipeline, const DatabricksOptions& options) {
  Notebook notebook(
      pipeline.name + ": gather",
      "The bucket's objects into bronze tables, each row with its place in the topic. "
      "Reads all objects\neach time and puts the tables in place of what was there; "
      "what is no row becomes a dead letter.");
  begin(notebook, options,
        widget("bucket", options.bucket, "Bucket") + widget("mount", options.mount, "Mount point") +
            widget("secret_scope", "", "Secret scope"));
  notebook.text("## The bucket\n\nRead directly, or where it is mounted.");
  notebook.code(kOpenBucket);
  const std::string topics_dir = clean::GatherOptions().topics_dir;
  for (const model::Dataset& dataset : pipeline.datasets) {
    const std::string table = table_of("bronze", model::table_name(kUser, dataset));
    notebook.text("## " + dataset.name);
    notebook.code(python_dataset(dataset) + "objects = pinflow_notebook.Objects(spark, folder, " +
                  in_quotes(topics_dir) + ", f" + in_quotes(model::topic_name(kUser, dataset)) +
                  ", dataset)\n" + "lake.write(objects.rows, " + table +
                  ")\nlake.write_letters(objects.letters, " + table + ")\n" + kLookAtDamage);
  }
  return notebook.take();
}

Result<std::string> clean_notebook(const model::Pipeline& pipeline, const model::Dataset& dataset,
                                   const DatabricksOptions& options) {
  const std::string name = model::table_name(kUser, dataset);
  const std::string silver = table_of("silver", name);
  Notebook notebook(pipeline.name + ": clean " + dataset.name,
                    "The bronze table through the pipeline's SQL into the silver one, all of it.");
  begin(notebook, options);
  notebook.text("## The pipeline's SQL\n\nOne row in, one row out.");
  TRY_ASSIGN(std::string clean_rows, python_view(clean::kCleanRows, dataset.clean_sql, false));
  notebook.code("lake.read(" + table_of("bronze", name) + ").createOrReplaceTempView(" +
                in_quotes(clean::raw_name(dataset)) + ")\n" + clean_rows);
  notebook.code(std::string("display(spark.table(\"") + clean::kCleanRows + "\").limit(100))\n");
  notebook.text(
      "## Which rows stay\n\nOf rows with one key the first by place; its exact copies are "
      "duplicates, others dead letters.\nHashes are looked at first, and rows only where those "
      "are equal.");
  TRY_ASSIGN(std::string judging, python_judging(dataset));
  notebook.code("columns = " + python_columns(dataset.clean, "") +
                "\npinflow_notebook.empty(spark, columns).createOrReplaceTempView(" +
                in_quotes(clean::kKept) + ")  # All of bronze is judged anew.\n" + judging);
  if (std::string checks = python_checks(dataset); !checks.empty()) {
    notebook.text(
        "## Quality\n\nBefore anything is published: a condition is true of a row that "
        "fails.");
    notebook.code("pinflow_notebook.look(spark, \"new_rows\", {\n" + checks + "})\n");
  }
  notebook.text("## The tables");
  std::string letters = query::spark_sql(clean::dead_letters_sql(dataset, UnixMillis()));
  notebook.code("lake.write_letters(spark.sql(" + python_sql(letters) + "), " + silver + ")\n" +
                "lake.write(spark.table(\"new_rows\"), " + silver + ", columns)\n");
  notebook.code("display(lake.read(" + silver + ").limit(100))\n");
  return notebook.take();
}

Result<std::string> query_notebook(const model::Pipeline& pipeline,
                                   const DatabricksOptions& options) {
  Notebook notebook(
      pipeline.name + ": query",
      "The pipeline's questions over the silver tables; each answer is kept as a gold "
      "table.");
  begin(notebook, options);
  std::string views;
  for (const model::Dataset& dataset : pipeline.datasets) {
    views += "lake.read(" + table_of("silver", model::table_name(kUser, dataset)) +
             ").createOrReplaceTempView(" + in_quotes(dataset.view) + ")\n";
  }
  notebook.code(views);
  for (const model::Query& query : pipeline.queries) {
    Result<std::string> sql = query::one_statement(query.sql);
    if (!sql.ok()) return sql.status().with_context("query " + query.name);
    notebook.text("## " + (query.title.empty() ? query.name : query.title));
    notebook.code("answer = spark.sql(" + python_sql(query::spark_sql(*sql)) +
                  ")\nlake.write(answer, " +
                  table_of("gold", std::string(kUser) + "_" + query.name) + ")\ndisplay(answer)\n");
  }
  return notebook.take();
}

}  // namespace pinflow::app
