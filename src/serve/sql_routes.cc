#include "serve/sql_routes.h"

#include <algorithm>

#include "base/nearest_name.h"
#include "json/writer.h"
#include "serve/table_json.h"

namespace pinflow::serve {
namespace {

using http::Request;

struct Question {
  std::string user_id;
  std::string sql;
  TableVersions versions;
  query::QueryLimits limits;
};

Result<std::string> default_user(const SqlAccess& sql, std::string wanted) {
  if (!wanted.empty()) {
    TRY(model::check_user_id(wanted));
    return wanted;
  }
  TRY_ASSIGN(std::vector<std::string> users, sql.user_ids());
  return users.empty() ? std::string() : users.front();
}

Result<std::string> ask(const SqlAccess& sql, const Question& question) {
  TRY_ASSIGN(std::unique_ptr<query::Session> session,
             sql.open(question.user_id, question.sql, question.versions));
  const auto began = std::chrono::steady_clock::now();
  TRY_ASSIGN(query::Table answer, session->query(question.sql, question.limits));
  auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - began);
  json::Writer writer;
  writer.begin_object().member("took_ms", static_cast<int64_t>(took.count())).key("table");
  write_table(answer, &writer);
  return writer.end_object().take();
}

Result<std::string> answer(const SqlAccess& sql, const Request& request) {
  const std::string name(request.parameter("query"));
  const model::Query* query = sql.pipeline->query(name);
  if (query == nullptr) {
    std::vector<std::string> names;
    for (const model::Query& known : sql.pipeline->queries) names.push_back(known.name);
    return Status(Code::kNotFound, "no query '" + name + "'" + did_you_mean(name, names));
  }
  Question question;
  TRY_ASSIGN(question.user_id,
             default_user(sql, std::string(request.query_value("user_id").value_or(""))));
  question.sql = query->sql;
  question.limits = {static_cast<size_t>(sql.row_count_max), sql.timeout_max};
  return ask(sql, question);
}

Result<int64_t> bounded_member(json::Element body, std::string_view name, int64_t most) {
  auto member = body[name];
  if (!member || member->is_null()) return most;
  auto number = member->as_integer();
  if (number && *number >= 1) return std::min(*number, most);
  return Status(Code::kInvalidArgument, std::string(name) + ": wants a number from 1 on");
}

Result<TableVersions> read_versions(json::Element body) {
  TableVersions versions;
  Status error;
  if (auto given = body["versions"]) {
    given->each_member([&](std::string_view table, json::Element version) {
      auto number = version.as_integer();
      if (!number || *number < 0) {
        error = Status(Code::kInvalidArgument, "versions: " + std::string(table) + ": no version");
        return false;
      }
      versions[std::string(table)] = model::Version{*number};
      return true;
    });
  }
  TRY(error);
  return versions;
}

Result<std::string> ask_anything(const SqlAccess& sql, const Request& request) {
  json::Parser parser;
  TRY_ASSIGN(json::Element body, body_object(request, parser));
  Question question;
  TRY_ASSIGN(question.sql, text_member(body, "sql"));
  std::string user_id;
  if (auto user = body["user_id"]) user_id = user->as_string().value_or("");
  TRY_ASSIGN(question.user_id, default_user(sql, user_id));
  TRY_ASSIGN(question.versions, read_versions(body));
  TRY_ASSIGN(int64_t rows, bounded_member(body, "row_count_max", sql.row_count_max));
  TRY_ASSIGN(int64_t timeout_ms, bounded_member(body, "timeout_ms", sql.timeout_max.count()));
  question.limits = {static_cast<size_t>(rows), std::chrono::milliseconds(timeout_ms)};
  return ask(sql, question);
}

void write_datasets(const model::Pipeline& pipeline, json::Writer* writer) {
  writer->key("datasets").begin_array();
  for (const model::Dataset& dataset : pipeline.datasets) {
    writer->begin_object().member("name", dataset.name).member("view", dataset.view);
    writer->key("columns").begin_array();
    for (const model::Column& column : dataset.clean.columns) {
      writer->begin_object().member("name", column.name);
      writer->member("type", model::type_name(column.type)).end_object();
    }
    writer->end_array().end_object();
  }
  writer->end_array();
}

void write_metrics(const model::Pipeline& pipeline, json::Writer* writer) {
  writer->key("metrics").begin_array();
  for (const model::Metric& metric : pipeline.metrics) {
    writer->begin_object().member("name", metric.name).member("title", metric.title);
    writer->member("dataset", metric.dataset).member("sql", metric.sql);
    const char* of = metric.of_commits ? "commits" : metric.of_arrivals ? "arrivals" : "rows";
    writer->member("of", of).member("order_by", metric.order_by).member("window", metric.window);
    writer->key("measures").begin_array();
    for (const auto& [column, how] : metric.merge) writer->value(column);
    writer->end_array().end_object();
  }
  writer->end_array();
}

}  // namespace

std::string pipeline_json(const model::Pipeline& pipeline, const std::vector<std::string>& users) {
  json::Writer writer;
  writer.begin_object().member("name", pipeline.name).member("schedule", pipeline.schedule);
  writer.key("user_ids").begin_array();
  for (const std::string& user : users) writer.value(user);
  writer.end_array();
  write_datasets(pipeline, &writer);
  writer.key("queries").begin_array();
  for (const model::Query& query : pipeline.queries) {
    writer.begin_object().member("name", query.name).member("title", query.title);
    writer.member("chart", query.chart).member("sql", query.sql).end_object();
  }
  writer.end_array();
  write_metrics(pipeline, &writer);
  return writer.end_object().take();
}

void add_sql_routes(Desk& desk, const SqlAccess& sql) {
  desk.add("GET", "/v1/pipeline", [sql](const Request&) {
    auto users = sql.user_ids();
    return users.ok() ? json_response(pipeline_json(*sql.pipeline, *users))
                      : error_response(users.status());
  });
  desk.add("GET", "/v1/answers/{query}",
           [sql](const Request& request) { return json_response(answer(sql, request)); });
  desk.add("POST", "/v1/sql",
           [sql](const Request& request) { return json_response(ask_anything(sql, request)); });
}

}  // namespace pinflow::serve
