#include "source/mysql/mysql_writer.h"

#include "json/writer.h"
#include "source/mysql/connection.h"

namespace pinflow::source {
namespace {

constexpr size_t kStatementBytes = 1 << 20;  // Below every server's default limit.

// "my_row_id" is what MySQL itself calls such a key. Each server reads the comment that is its own,
// if it is new enough for invisible columns.
constexpr std::string_view kRowKey =
    " /*!80023 , my_row_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT INVISIBLE PRIMARY KEY */"
    " /*M!100303 , my_row_id BIGINT UNSIGNED INVISIBLE AUTO_INCREMENT PRIMARY KEY */";

std::string_view declaration_of(model::Type type) {
  switch (type) {
    case model::Type::kBinary:
      return "LONGBLOB";
    case model::Type::kTimestamp:
      return "DATETIME";
    case model::Type::kString:
    case model::Type::kDoubleArray:
      return "LONGTEXT";
    default:
      return model::sql_type(type);
  }
}

class MysqlWriter final : public TableWriter {
 public:
  MysqlWriter(std::unique_ptr<Connection> maker, std::unique_ptr<Connection> filler)
      : maker_(std::move(maker)), filler_(std::move(filler)) {}

  ~MysqlWriter() override {
    if (committed_) return;
    filler_.reset();  // Rolls back, and lets go of the tables.
    for (const std::string& table : made_) {
      static_cast<void>(maker_->run("DROP TABLE " + table));  // Best effort: it is empty.
    }
  }

  Status begin_table(std::string_view name, const model::Schema& schema) override {
    const std::string table = backquoted(name);
    std::string columns, names;
    for (const model::Column& column : schema.columns) {
      const std::string quoted = backquoted(column.name);
      names += (names.empty() ? "" : ", ") + quoted;
      columns +=
          (columns.empty() ? "" : ", ") + quoted + " " + std::string(declaration_of(column.type));
    }
    auto made = maker_->run("CREATE TABLE " + table + " (" + columns + std::string(kRowKey) +
                            ") ENGINE = InnoDB CHARACTER SET utf8mb4");
    if (made.ok()) {
      made_.push_back(table);
    } else if (made.status().code() == Code::kAlreadyExists) {
      TRY_ASSIGN(const auto rows, maker_->run("SELECT 1 FROM " + table + " LIMIT 1"));
      if (!rows.empty()) return Status(Code::kAlreadyExists, "mysql: " + table + " has rows");
    } else {
      return made.status();
    }
    schema_ = schema;
    insert_ = "INSERT INTO " + table + " (" + names + ") VALUES ";
    return Status();
  }

  Status write(const std::vector<Row>& rows) override {
    std::string statement;
    for (const Row& row : rows) {
      statement += statement.empty() ? insert_ : ", ";
      append(row, &statement);
      if (statement.size() < kStatementBytes) continue;
      TRY(filler_->run(statement).status());
      statement.clear();
    }
    return statement.empty() ? Status() : filler_->run(statement).status();
  }

  Status commit() override {
    TRY(filler_->run("COMMIT").status());
    committed_ = true;
    return Status();
  }

 private:
  void append(const Row& row, std::string* statement) const {
    for (size_t column = 0; column < row.size(); ++column) {
      *statement += column == 0 ? "(" : ", ";
      if (const auto* integer = std::get_if<int64_t>(&row[column])) {
        *statement += std::to_string(*integer);
      } else if (const auto* number = std::get_if<double>(&row[column])) {
        json::write_double(*number, statement);
      } else if (const auto* text = std::get_if<std::string>(&row[column])) {
        if (schema_.columns[column].type == model::Type::kBinary) *statement += "_binary ";
        filler_->append_quoted(*text, statement);
      } else {
        *statement += "NULL";
      }
    }
    *statement += ')';
  }

  std::unique_ptr<Connection> maker_;   // Makes and drops tables: that would end a transaction.
  std::unique_ptr<Connection> filler_;  // Has the transaction open.
  std::vector<std::string> made_;       // Quoted.
  bool committed_ = false;
  model::Schema schema_;  // Of the table that is being written.
  std::string insert_;
};

}  // namespace

Result<std::unique_ptr<TableWriter>> open_mysql_writer(const DatabaseAddress& address) {
  TRY_ASSIGN(auto maker, connect(address, Lost::kFail));
  TRY_ASSIGN(auto filler, connect(address, Lost::kFail));
  TRY(filler->run("START TRANSACTION").status());
  return std::unique_ptr<TableWriter>(
      std::make_unique<MysqlWriter>(std::move(maker), std::move(filler)));
}

}  // namespace pinflow::source
