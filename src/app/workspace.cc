#include "app/workspace.h"

#include <algorithm>
#include <optional>

#include "base/nearest_name.h"
#include "clean/publication.h"

namespace pinflow::app {
namespace {

// True when SQL that says `text` may mean this table.
bool mentions(const std::string& text, const std::string& table) {
  return text.find(table.substr(table.find('.') + 1)) != std::string::npos;
}

using Versions = std::map<std::string, model::Version>;

Status bind_lake_table(query::Session& session, Parts& parts, const Versions& versions,
                       const std::string& name, const std::string& table_name) {
  TRY_ASSIGN(lake::DeltaTable * table, parts.table(table_name));
  auto wanted = versions.find(table_name);
  Result<lake::Snapshot> snapshot =
      table->snapshot(wanted == versions.end() ? std::nullopt : std::optional(wanted->second));
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

// Answers that the text mentions are those that belong together, where it asks for no version.
// What was published so long ago that its files are gone is read as it is now.
Status add_published(Parts& parts, const std::string& text, const std::vector<std::string>& tables,
                     query::Engine& engine, Versions* versions) {
  auto is_asked = [&](const std::string& table) {
    return table.starts_with("gold.") && mentions(text, table);
  };
  if (std::ranges::none_of(tables, is_asked)) return Status();
  for (const std::string& name : tables) {
    if (!name.starts_with(clean::publication_name(""))) continue;
    TRY_ASSIGN(lake::DeltaTable * publication, parts.table(name));
    TRY_ASSIGN(clean::Publication published, clean::published(*publication, engine));
    for (const auto& [table, version] : published) {
      if (!is_asked(table)) continue;
      TRY_ASSIGN(lake::DeltaTable * gold, parts.table(table));
      if (gold->snapshot(version).ok()) versions->emplace(table, version);
    }
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
  Versions versions = question.versions;
  TRY(add_published(parts, question.text, tables, *engine, &versions));
  for (const std::string& table : tables) {
    if (!mentions(question.text, table)) continue;
    TRY(bind_lake_table(*session, parts, versions, table, table));
  }
  for (const model::Dataset& dataset : parts.pipeline().datasets) {
    std::string table = "silver." + model::table_name(question.user_id, dataset);
    TRY_ASSIGN(lake::DeltaTable * silver, parts.table(table));
    if (silver->exists()) {
      TRY(bind_lake_table(*session, parts, versions, dataset.view, table));
    } else {
      TRY(session->bind_empty(dataset.view, dataset.clean));
    }
  }
  return session;
}

}  // namespace pinflow::app
