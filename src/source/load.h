// load(): fills a store from a RowSource, in memory that does not grow with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "base/result.h"
#include "source/row_source.h"
#include "source/table_writer.h"

namespace pinflow::source {

enum class LoadFormat {
  kSqlite,     // One database; tables are made in one transaction, all or nothing.
  kCsv,        // A folder with <table>.csv: RFC 4180, with a header line, NULL as nothing.
  kJsonLines,  // A folder with <table>.jsonl: one object a line.
};

// kInvalidArgument, with the nearest name. Databases on other machines are none of them: their
// writer is opened by an address (database.h).
Result<LoadFormat> parse_load_format(std::string_view name);  // "sqlite", "csv", "jsonl".

// Called after each block of rows and at a table's end.
using LoadProgress =
    std::function<void(std::string_view table, uint64_t rows_done, uint64_t rows_total)>;

// Writes all tables of `from`. Files replace older ones of the same name, each whole.
// Errors: kAlreadyExists (a table that has rows already); kInvalidArgument; kUnavailable.
Status load(RowSource& from, LoadFormat format, const std::filesystem::path& to,
            const LoadProgress& progress = {});

// The same into a store that is open, and commits it: databases on other machines.
Status load(RowSource& from, TableWriter* to, const LoadProgress& progress = {});

}  // namespace pinflow::source
