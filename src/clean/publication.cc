#include "clean/publication.h"

#include "base/killpoint.h"
#include "clean/table_step.h"
#include "query/sql_text.h"

namespace pinflow::clean {
namespace {

const model::Schema& publication_schema() {
  static const model::Schema schema{
      {{"table", model::Type::kString}, {"version", model::Type::kLong}}};
  return schema;
}

std::string rows_of(const Publication& versions) {
  std::string rows;
  for (const auto& [table, version] : versions) {
    rows += (rows.empty() ? "(" : ", (") + query::quote_text(table) + ", " +
            std::to_string(to_int64(version)) + ")";
  }
  return "SELECT * FROM (VALUES " + rows + ") AS published(\"table\", version)";
}

}  // namespace

std::string publication_name(std::string_view user_id) {
  return "publication." + std::string(user_id);
}

Result<Publication> published(lake::DeltaTable& table, query::Engine& engine) {
  Publication versions;
  if (!table.exists()) return versions;
  TRY_ASSIGN(lake::Snapshot snapshot, table.snapshot());
  TRY_ASSIGN(std::unique_ptr<query::Session> session, engine.open_session());
  TRY(session->bind_table("published", table, snapshot));
  TRY_ASSIGN(query::Table rows, session->query("SELECT \"table\", version FROM published"));
  for (const auto& row : rows.rows) {
    versions[std::get<std::string>(row.at(0))] = model::Version{std::get<int64_t>(row.at(1))};
  }
  return versions;
}

Status publish(const Site& site, const Publication& versions) {
  if (versions.empty()) return Status();
  TRY_ASSIGN(OpenTable open,
             open_table(site, publication_name(site.user_id), publication_schema()));
  TRY_ASSIGN(Publication before, published(*open.table, site.engine));
  if (before == versions) return Status();
  TRY_ASSIGN(std::unique_ptr<query::Session> session, site.engine.open_session());
  lake::Change change;
  change.operation = "PUBLISH";
  change.parameters["mode"] = "Overwrite";
  TRY_ASSIGN(change.add,
             session->write_files(rows_of(versions), publication_schema(), *open.table));
  change.remove_all = true;
  change.blind_append = false;
  killpoint("clean_before_publication");
  return open.table->commit(open.snapshot, change).status();
}

}  // namespace pinflow::clean
