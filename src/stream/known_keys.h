// read_known_keys(): a key index of what a table holds.
#pragma once

#include "lake/delta_table.h"
#include "model/pipeline.h"
#include "query/engine.h"
#include "stream/key_index.h"

namespace pinflow::stream {

// Takes the keys of all rows into the index. Binds the name "known".
// Errors: those of reading the table.
Status read_known_keys(query::Session& session, lake::DeltaTable& table,
                       const lake::Snapshot& snapshot, const model::Dataset& dataset,
                       KeyIndex* index);

}  // namespace pinflow::stream
