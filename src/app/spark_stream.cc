#include "app/spark_stream.h"

#include "clean/judge_sql.h"
#include "clean/site.h"
#include "json/writer.h"
#include "query/spark/dialect.h"
#include "query/spark/requests.h"
#include "query/sql_text.h"

namespace pinflow::app {
namespace {

// The relations of judge_sql.h in their order; the kept ones are read more than once.
Status write_statements(const model::Dataset& dataset, json::Writer* out) {
  struct Statement {
    const char* name;
    std::string sql;
    bool keep;
  };
  const Statement statements[] = {{clean::kCleanRows, dataset.clean_sql, false},
                                  {clean::kHashed, clean::hashed_sql(dataset), true},
                                  {clean::kSuspects, clean::suspects_sql(dataset), true},
                                  {clean::kVariants, clean::variants_sql(dataset), true},
                                  {clean::kContested, clean::contested_sql(), true},
                                  {clean::kJudged, clean::judged_sql(dataset), true},
                                  {clean::kLetters, clean::letters_sql(dataset), true}};
  out->key("statements").begin_array();
  for (const Statement& statement : statements) {
    TRY_ASSIGN(std::string sql, query::one_statement(statement.sql));
    out->begin_object().member("name", statement.name);
    out->member("sql", std::string_view(query::spark_sql(sql)));
    out->member("keep", statement.keep).end_object();
  }
  out->end_array();
  return Status();
}

Status write_stream(Parts& parts, const std::string& user_id, const model::Dataset& dataset,
                    json::Writer* out) {
  const std::string topic = dataset.input == "topic" ? model::topic_name(user_id, dataset)
                                                     : model::stream_name(user_id, dataset);
  TRY_ASSIGN(objects::Store * lake, parts.lake());
  const std::string table = "spark_stream/" + user_id + "_" + dataset.name + "_table";
  const std::string url = query::spark_url(lake->url(table));
  if (url.empty()) return Status(Code::kInvalidArgument, "lake: Spark does not reach it");
  out->begin_object().member("name", std::string_view(dataset.name));
  out->member("topic", std::string_view(topic)).member("table", std::string_view(url));
  out->key("schema");
  query::write_schema(dataset.clean, out);
  out->key("dataset");
  query::write_dataset(dataset, clean::bronze_schema(dataset), out);
  TRY(write_statements(dataset, out));
  out->member("new_rows", std::string_view(query::spark_sql(clean::new_rows_sql(dataset))));
  std::string letters = clean::dead_letters_sql(dataset, system_clock().now());
  out->member("letters", std::string_view(query::spark_sql(letters))).end_object();
  return Status();
}

}  // namespace

Result<std::string> spark_stream_job(Parts& parts, const SparkStreamSettings& settings) {
  TRY_ASSIGN(objects::Store * lake, parts.lake());
  const std::string checkpoints =
      query::spark_url(lake->url("spark_stream/_checkpoints/" + settings.user_id + "_"));
  json::Writer out;
  out.begin_object().member("servers", std::string_view(settings.servers));
  out.member("once", settings.once).member("rows_max", settings.rows_max);
  out.member("start", std::string_view(settings.start));
  out.member("checkpoints", std::string_view(checkpoints)).key("kafka").begin_object();
  for (const auto& [name, value] : settings.kafka) out.member(name, std::string_view(value));
  out.end_object().key("streams").begin_array();
  for (const model::Dataset& dataset : parts.pipeline().datasets) {
    TRY(write_stream(parts, settings.user_id, dataset, &out));
  }
  return out.end_array().end_object().take();
}

}  // namespace pinflow::app
