#include "source/mysql/mysql_writer.h"

#include "source/mysql/connection.h"
#include "source/mysql/row_inserter.h"

namespace pinflow::source {
namespace {

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
  MysqlWriter(std::unique_ptr<SqlConnection> maker, std::unique_ptr<SqlConnection> filler)
      : maker_(std::move(maker)), filler_(std::move(filler)), inserter_(*filler_) {}

  ~MysqlWriter() override {
    if (committed_) return;
    filler_.reset();  // Rolls back, and lets go of the tables.
    for (const std::string& table : made_) {
      static_cast<void>(maker_->run("DROP TABLE " + table));  // Best effort: it is empty.
    }
  }

  Status begin_table(std::string_view name, const model::Schema& schema) override {
    const std::string table = maker_->quote_name(name);
    std::string columns;
    for (const model::Column& column : schema.columns) {
      columns += (columns.empty() ? "" : ", ") + maker_->quote_name(column.name) + " " +
                 std::string(declaration_of(column.type));
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
    inserter_.begin_table(name, schema);
    return Status();
  }

  Status write(const std::vector<Row>& rows) override { return inserter_.write(rows); }

  Status commit() override {
    TRY(filler_->run("COMMIT").status());
    committed_ = true;
    return Status();
  }

 private:
  std::unique_ptr<SqlConnection> maker_;   // Makes and drops tables: that would end a transaction.
  std::unique_ptr<SqlConnection> filler_;  // Has the transaction open.
  RowInserter inserter_;                   // Into filler_.
  std::vector<std::string> made_;          // Quoted.
  bool committed_ = false;
};

}  // namespace

Result<std::unique_ptr<TableWriter>> open_mysql_writer(const DatabaseAddress& address) {
  TRY_ASSIGN(auto maker, connect_mysql(address, Lost::kFail));
  TRY_ASSIGN(auto filler, connect_mysql(address, Lost::kFail));
  TRY(filler->run("START TRANSACTION").status());
  return std::unique_ptr<TableWriter>(
      std::make_unique<MysqlWriter>(std::move(maker), std::move(filler)));
}

}  // namespace pinflow::source
