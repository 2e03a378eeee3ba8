// print_table(): an answer as people and programs want it.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "base/result.h"
#include "query/engine.h"

namespace pinflow::app {

enum class Format { kTable, kJson, kCsv, kMarkdown };

// "table", "json", "csv" or "markdown". Errors: kInvalidArgument with the nearest one.
Result<Format> parse_format(std::string_view name);

// The whole text: aligned columns; a JSON array of objects; RFC 4180; a Markdown table.
std::string format_table(const query::Table& table, Format format);

// A record's text must not drive the terminal it is shown on: control characters become blanks.
std::string printable(std::string text);

// "1,234,567".
std::string with_thousands(int64_t number);

}  // namespace pinflow::app
