#include "source/mysql/row_inserter.h"

#include "json/writer.h"

namespace pinflow::source {
namespace {

constexpr size_t kStatementBytes = 1 << 20;  // Below every server's default limit.

}  // namespace

void RowInserter::begin_table(std::string_view name, const model::Schema& schema) {
  std::string names;
  for (const model::Column& column : schema.columns) {
    names += (names.empty() ? "" : ", ") + connection_.quote_name(column.name);
  }
  schema_ = schema;
  insert_ = "INSERT INTO " + connection_.quote_name(name) + " (" + names + ") VALUES ";
}

Status RowInserter::write(const std::vector<Row>& rows) {
  std::string statement;
  for (const Row& row : rows) {
    statement += statement.empty() ? insert_ : ", ";
    append(row, &statement);
    if (statement.size() < kStatementBytes) continue;
    TRY(connection_.run(statement).status());
    statement.clear();
  }
  return statement.empty() ? Status() : connection_.run(statement).status();
}

void RowInserter::append(const Row& row, std::string* statement) const {
  for (size_t column = 0; column < row.size(); ++column) {
    *statement += column == 0 ? "(" : ", ";
    const model::Type type = schema_.columns[column].type;
    if (const auto* integer = std::get_if<int64_t>(&row[column])) {
      bool is_boolean = type == model::Type::kBoolean;
      *statement += is_boolean ? (*integer != 0 ? "TRUE" : "FALSE") : std::to_string(*integer);
    } else if (const auto* number = std::get_if<double>(&row[column])) {
      json::write_double(*number, statement);
    } else if (const auto* text = std::get_if<std::string>(&row[column])) {
      bool is_binary = type == model::Type::kBinary;
      if (is_binary) *statement += "_binary ";
      connection_.append_quoted(*text, statement);
    } else {
      *statement += "NULL";
    }
  }
  *statement += ')';
}

}  // namespace pinflow::source
