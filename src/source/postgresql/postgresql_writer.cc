#include "source/postgresql/postgresql_writer.h"

#include "json/writer.h"
#include "source/postgresql/connection.h"

namespace pinflow::source {
namespace {

std::string_view declaration_of(model::Type type) {
  switch (type) {
    case model::Type::kBinary:
      return "BYTEA";
    case model::Type::kTimestamp:
      return "TIMESTAMP";
    case model::Type::kDouble:
      return "DOUBLE PRECISION";
    case model::Type::kString:
    case model::Type::kDoubleArray:
      return "TEXT";
    default:
      return model::sql_type(type);
  }
}

// COPY's text format: a tab ends a cell, a newline the row, a backslash begins what is neither.
void append_text(std::string_view text, std::string* line) {
  for (char letter : text) {
    switch (letter) {
      case '\\':
        *line += "\\\\";
        break;
      case '\t':
        *line += "\\t";
        break;
      case '\n':
        *line += "\\n";
        break;
      case '\r':
        *line += "\\r";
        break;
      default:
        *line += letter;
    }
  }
}

void append_binary(std::string_view bytes, std::string* line) {
  constexpr const char* kDigits = "0123456789abcdef";
  *line += "\\\\x";
  for (unsigned char byte : bytes) {
    *line += kDigits[byte >> 4];
    *line += kDigits[byte & 15];
  }
}

void append_value(const Value& value, model::Type type, std::string* line) {
  if (const auto* integer = std::get_if<int64_t>(&value)) {
    bool is_boolean = type == model::Type::kBoolean;
    *line += is_boolean ? (*integer != 0 ? "t" : "f") : std::to_string(*integer);
  } else if (const auto* number = std::get_if<double>(&value)) {
    json::write_double(*number, line);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    type == model::Type::kBinary ? append_binary(*text, line) : append_text(*text, line);
  } else {
    *line += "\\N";
  }
}

class PostgresqlWriter final : public TableWriter {
 public:
  explicit PostgresqlWriter(std::unique_ptr<PostgresqlConnection> connection)
      : connection_(std::move(connection)) {}
  // The server rolls back what a connection that ends has not committed.

  Status begin_table(std::string_view name, const model::Schema& schema) override {
    const std::string table = connection_->quote_name(name);
    std::string names, columns;
    for (const model::Column& column : schema.columns) {
      const std::string quoted = connection_->quote_name(column.name);
      names += (names.empty() ? "" : ", ") + quoted;
      columns +=
          (columns.empty() ? "" : ", ") + quoted + " " + std::string(declaration_of(column.type));
    }
    // An error would end the transaction, so it is not tried whether there is one.
    TRY(connection_->run("CREATE TABLE IF NOT EXISTS " + table + " (" + columns + ")").status());
    TRY_ASSIGN(const auto rows, connection_->run("SELECT 1 FROM " + table + " LIMIT 1"));
    if (!rows.empty()) return Status(Code::kAlreadyExists, "postgresql: " + table + " has rows");
    TRY(empty_anew(table));
    schema_ = schema;
    copy_ = "COPY " + table + " (" + names + ") FROM STDIN";
    return Status();
  }

  Status write(const std::vector<Row>& rows) override {
    std::string lines;
    for (const Row& row : rows) {
      for (size_t column = 0; column < row.size(); ++column) {
        if (column > 0) lines += '\t';
        append_value(row[column], schema_.columns[column].type, &lines);
      }
      lines += '\n';
    }
    return lines.empty() ? Status() : connection_->copy(copy_, lines);
  }
  Status commit() override { return connection_->run("COMMIT").status(); }

 private:
  // Rows lie in the order in which they come if COPY finds a table that is of this transaction;
  // into an older one the server puts them wherever there is room.
  Status empty_anew(const std::string& table) {
    TRY(connection_->run("SAVEPOINT before_truncate").status());
    if (connection_->run("TRUNCATE " + table).ok()) return Status();
    return connection_->run("ROLLBACK TO SAVEPOINT before_truncate").status();  // Not allowed.
  }

  std::unique_ptr<PostgresqlConnection> connection_;
  model::Schema schema_;  // Of the table that is being written.
  std::string copy_;
};

}  // namespace

Result<std::unique_ptr<TableWriter>> open_postgresql_writer(const DatabaseAddress& address) {
  TRY_ASSIGN(auto connection, connect_postgresql(address, Lost::kFail));
  TRY(connection->run("BEGIN").status());
  return std::unique_ptr<TableWriter>(std::make_unique<PostgresqlWriter>(std::move(connection)));
}

}  // namespace pinflow::source
