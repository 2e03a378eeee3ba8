#include "serve/table_json.h"

#include <variant>

namespace pinflow::serve {
namespace {

// Past it a double has no place for every integer.
constexpr int64_t kIntegerMax = int64_t{1} << 53;

void write_cell(const query::Cell& cell, json::Writer* writer) {
  if (std::holds_alternative<std::monostate>(cell)) {
    writer->null();
  } else if (const bool* flag = std::get_if<bool>(&cell)) {
    writer->value(*flag);
  } else if (const int64_t* integer = std::get_if<int64_t>(&cell)) {
    bool fits = *integer <= kIntegerMax && *integer >= -kIntegerMax;
    fits ? writer->value(*integer) : writer->value(std::to_string(*integer));
  } else if (const double* number = std::get_if<double>(&cell)) {
    writer->value(*number);
  } else {
    writer->value(std::get<std::string>(cell));
  }
}

}  // namespace

void write_table(const query::Table& table, json::Writer* writer) {
  writer->begin_object().key("columns").begin_array();
  for (const query::Table::Column& column : table.columns) {
    writer->begin_object().member("name", column.name).member("type", column.type).end_object();
  }
  writer->end_array().key("rows").begin_array();
  for (const std::vector<query::Cell>& row : table.rows) {
    writer->begin_array();
    for (const query::Cell& cell : row) write_cell(cell, writer);
    writer->end_array();
  }
  writer->end_array().member("truncated", table.truncated).end_object();
}

std::string table_json(const query::Table& table) {
  json::Writer writer;
  write_table(table, &writer);
  return writer.take();
}

}  // namespace pinflow::serve
