#include "stream/known_keys.h"

#include "stream/clean_sql.h"

namespace pinflow::stream {
namespace {

const model::Schema kHashColumns{{{"_key", model::Type::kLong}, {"_content", model::Type::kLong}}};

}  // namespace

Status read_known_keys(query::Session& session, lake::DeltaTable& table,
                       const lake::Snapshot& snapshot, const model::Dataset& dataset,
                       KeyIndex* index) {
  if (snapshot.files.empty()) return Status();
  TRY(session.bind_table("known", table, snapshot));
  auto take = [&](const model::RowBatch& batch) {
    for (size_t i = 0; i < batch.row_count(); ++i) {
      index->admit(batch.columns[0].integers[i], batch.columns[1].integers[i]);
    }
    return Status();
  };
  return session.read(known_keys_sql(dataset, "known"), kHashColumns, take);
}

}  // namespace pinflow::stream
