// Tables as text files in a folder, one file a table.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "source/table_writer.h"

namespace pinflow::source {

enum class FileFormat { kCsv, kJsonLines };

// Makes the folder. Files are <table>.csv or <table>.jsonl; until commit() they have ".partial"
// behind their names. Errors: kDenied, kUnavailable.
Result<std::unique_ptr<TableWriter>> open_file_writer(FileFormat format,
                                                      const std::filesystem::path& folder);

// Appends one line of RFC 4180, ending in CR LF. NULL is nothing, an empty text is "".
void append_csv_line(const Row& row, std::string* out);

}  // namespace pinflow::source
