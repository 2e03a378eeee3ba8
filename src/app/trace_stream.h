// trace_stream(): what became of a record in stream tables, which do not keep where a row is from.
#pragma once

#include "app/trace.h"

namespace pinflow::app {

// Adds a row for each stream that reads the record's topic, and of the shared stream for the one
// that the record's key means: the version of its table that took the record, or how far it has
// come. Errors: those of reading the tables.
Status trace_streams(Parts& parts, const RecordAddress& record, query::Table* places);

}  // namespace pinflow::app
