// trace_rows(): the rows of clean tables that a record became, or that it is a copy of. These
// tables keep no place of each row, so the record is cleaned once more and its rows are looked for.
#pragma once

#include "app/trace.h"

namespace pinflow::app {

// Adds a row for each clean table of the record's dataset, of the batch way and of its stream, that
// holds what the record says: how many rows are the same in the columns by which duplicates are
// known. Nothing where the log has the record no more or only another process can read it.
// Errors: those of reading.
Status trace_rows(Parts& parts, const RecordAddress& record, query::Table* places);

}  // namespace pinflow::app
