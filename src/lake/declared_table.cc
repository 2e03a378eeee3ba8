#include "lake/declared_table.h"

namespace pinflow::lake {

Result<Snapshot> open_declared(DeltaTable& table, const model::Schema& schema,
                               const std::map<std::string, std::string>& configuration) {
  if (!table.exists()) {
    Status created = table.create(schema, configuration);
    if (!created.ok() && created.code() != Code::kAlreadyExists) return created;
  }
  TRY_ASSIGN(Snapshot snapshot, table.snapshot());
  if (snapshot.schema == schema) return snapshot;
  return Status(Code::kInvalidArgument,
                table.name() +
                    ": the table has other columns than the pipeline declares: move its "
                    "folder away to have it made anew");
}

}  // namespace pinflow::lake
