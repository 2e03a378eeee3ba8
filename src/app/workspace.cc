#include "app/workspace.h"

namespace pinflow::app {
namespace {

// True when SQL that says `text` may mean this table.
bool mentions(const std::string& text, const std::string& table) {
  return text.find(table.substr(table.find('.') + 1)) != std::string::npos;
}

Status bind_lake_table(query::Session& session, Parts& parts, const std::string& name,
                       const std::string& table_name) {
  TRY_ASSIGN(lake::DeltaTable * table, parts.table(table_name));
  Result<lake::Snapshot> snapshot = table->snapshot();
  if (!snapshot.ok()) return snapshot.status().with_context(table_name);
  return session.bind_table(name, *table, *snapshot);
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

Result<std::unique_ptr<query::Session>> open_sql_session(Parts& parts, const std::string& user_id,
                                                         const std::string& text, bool trusted) {
  TRY_ASSIGN(query::Engine * engine, parts.engine());
  TRY_ASSIGN(std::unique_ptr<query::Session> session, engine->open_session(trusted));
  TRY_ASSIGN(objects::Store * lake, parts.lake());
  TRY_ASSIGN(std::vector<std::string> tables, lake::list_tables(*lake));
  for (const std::string& table : tables) {
    if (mentions(text, table)) TRY(bind_lake_table(*session, parts, table, table));
  }
  for (const model::Dataset& dataset : parts.pipeline().datasets) {
    std::string table = "silver." + model::table_name(user_id, dataset);
    TRY_ASSIGN(lake::DeltaTable * silver, parts.table(table));
    if (silver->exists()) {
      TRY(bind_lake_table(*session, parts, dataset.view, table));
    } else {
      TRY(session->bind_empty(dataset.view, dataset.clean));
    }
  }
  return session;
}

}  // namespace pinflow::app
