#include "app/workspace.h"

#include <algorithm>
#include <optional>

#include "base/nearest_name.h"

namespace pinflow::app {
namespace {

// True when SQL that says `text` may mean this table.
bool mentions(const std::string& text, const std::string& table) {
  return text.find(table.substr(table.find('.') + 1)) != std::string::npos;
}

Status bind_lake_table(query::Session& session, Parts& parts, const SqlQuestion& question,
                       const std::string& name, const std::string& table_name) {
  TRY_ASSIGN(lake::DeltaTable * table, parts.table(table_name));
  auto wanted = question.versions.find(table_name);
  Result<lake::Snapshot> snapshot = table->snapshot(
      wanted == question.versions.end() ? std::nullopt : std::optional(wanted->second));
  if (!snapshot.ok()) return snapshot.status().with_context(table_name);
  return session.bind_table(name, *table, *snapshot);
}

// Errors: kNotFound: a version is asked for of what is no table.
Status check_versions(const SqlQuestion& question, const std::vector<std::string>& tables) {
  for (const auto& [name, version] : question.versions) {
    if (std::ranges::count(tables, name) > 0) continue;
    return Status(Code::kNotFound,
                  "versions: no table '" + name + "'" + did_you_mean(name, tables));
  }
  return Status();
}

}  // namespace

Result<std::unique_ptr<Workspace>> open_workspace(const Invocation& invocation) {
  TRY(check_user_ids(invocation.config.list("app.user_ids")));
  auto workspace = std::make_unique<Workspace>();
  TRY_ASSIGN(workspace->pipeline, configured_pipeline(invocation.config));
  workspace->parts = std::make_unique<Parts>(invocation.config, workspace->pipeline);
  return workspace;
}

Result<std::unique_ptr<Workspace>> open_existing_workspace(const Invocation& invocation) {
  TRY_ASSIGN(auto workspace, open_workspace(invocation));
  TRY(expect_data(invocation.config));
  return workspace;
}

Status expect_data(const Config& config) {
  bool is_all_here = config.text("eventlog.type") == "local" &&
                     config.text("objects.type") == "local" && config.text("lake.url").empty();
  const std::filesystem::path data = config.text("app.data");
  std::error_code error;
  if (!is_all_here ||
      (std::filesystem::exists(data, error) && !std::filesystem::is_empty(data, error))) {
    return Status();
  }
  return Status(Code::kNotFound, data.string() +
                                     ": nothing is there; --data names the folder of a pinflow, "
                                     "`pinflow up` makes one");
}

ExitCode report_workspace_error(const Invocation& invocation, const Status& error) {
  ExitCode code = report_error(invocation, error);
  return error.code() == Code::kInvalidArgument ? ExitCode::kConfiguration : code;
}

Result<std::unique_ptr<query::Session>> open_sql_session(Parts& parts,
                                                         const SqlQuestion& question) {
  query::Engine* engine = question.engine;
  if (engine == nullptr) {
    TRY_ASSIGN(engine, parts.engine());
  }
  TRY_ASSIGN(std::unique_ptr<query::Session> session, engine->open_session(question.trusted));
  TRY_ASSIGN(objects::Store * lake, parts.lake());
  TRY_ASSIGN(std::vector<std::string> tables, lake::list_tables(*lake));
  TRY(check_versions(question, tables));
  for (const std::string& table : tables) {
    if (!mentions(question.text, table)) continue;
    TRY(bind_lake_table(*session, parts, question, table, table));
  }
  for (const model::Dataset& dataset : parts.pipeline().datasets) {
    std::string table = "silver." + model::table_name(question.user_id, dataset);
    TRY_ASSIGN(lake::DeltaTable * silver, parts.table(table));
    if (silver->exists()) {
      TRY(bind_lake_table(*session, parts, question, dataset.view, table));
    } else {
      TRY(session->bind_empty(dataset.view, dataset.clean));
    }
  }
  return session;
}

}  // namespace pinflow::app
