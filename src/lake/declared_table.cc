#include "lake/declared_table.h"

#include "telemetry/log.h"

namespace pinflow::lake {
namespace {

constexpr int kAttemptsMax = 10;  // Against others that declare the same at the same time.

// Taking a column away, or giving it another type, would make older files say what they do not.
Status check_kept(const std::string& name, const model::Schema& there,
                  const model::Schema& declared) {
  for (const model::Column& column : there.columns) {
    auto at = declared.index_of(column.name);
    std::string mistake;
    if (!at) {
      mistake = "has a column '" + column.name + "' that the pipeline does not declare";
    } else if (declared.columns[*at].type != column.type) {
      mistake = "has its column '" + column.name + "' as " +
                std::string(model::type_name(column.type)) + ", and the pipeline declares it as " +
                std::string(model::type_name(declared.columns[*at].type));
    }
    if (mistake.empty()) continue;
    return Status(Code::kInvalidArgument,
                  name + ": the table " + mistake +
                      ": declare it as it was (columns can only be added), or move the table's "
                      "folder away to have it made anew");
  }
  return Status();
}

model::Schema columns_to_add(const model::Schema& there, const model::Schema& declared) {
  model::Schema missing;
  for (const model::Column& column : declared.columns) {
    if (!there.index_of(column.name)) missing.columns.push_back(column);
  }
  return missing;
}

Status add_columns(DeltaTable& table, const Snapshot& snapshot, const model::Schema& columns) {
  std::string names;
  for (const model::Column& column : columns.columns) {
    names += (names.empty() ? "" : ", ") + column.name;
  }
  Change change;
  change.operation = "ADD COLUMNS";
  change.parameters["columns"] = names;
  change.add_columns = columns;
  TRY(table.commit(snapshot, change).status());
  telemetry::log(telemetry::Level::kInfo, "lake", "columns added",
                 {{"table", table.name()}, {"columns", names}});
  return Status();
}

}  // namespace

Result<Snapshot> open_declared(DeltaTable& table, const model::Schema& schema,
                               const std::map<std::string, std::string>& configuration) {
  if (!table.exists()) {
    Status created = table.create(schema, configuration);
    if (!created.ok() && created.code() != Code::kAlreadyExists) return created;
  }
  for (int attempt = 1;; ++attempt) {
    TRY_ASSIGN(Snapshot snapshot, table.snapshot());
    TRY(check_kept(table.name(), snapshot.schema, schema));
    model::Schema missing = columns_to_add(snapshot.schema, schema);
    if (missing.columns.empty()) return snapshot;
    Status added = add_columns(table, snapshot, missing);
    bool again = added.code() == Code::kAlreadyExists && attempt < kAttemptsMax;
    if (!added.ok() && !again) return added;
  }
}

}  // namespace pinflow::lake
