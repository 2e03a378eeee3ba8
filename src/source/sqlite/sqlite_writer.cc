#include "source/sqlite/sqlite_writer.h"

#include <list>

#include "source/sqlite/column_buffer.h"
#include "source/sqlite/session.h"

namespace pinflow::source {
namespace {

// SQL's names, but for text: "STRING" would make numbers of texts that look like them.
std::string_view declaration_of(model::Type type) {
  return type == model::Type::kString ? "TEXT" : model::sql_type(type);
}

class SqliteWriter final : public TableWriter {
 public:
  explicit SqliteWriter(std::unique_ptr<soci::session> session)
      : session_(std::move(session)), transaction_(*session_) {}

  Status begin_table(std::string_view name, const model::Schema& schema) override {
    const std::string table = quote_identifier(name);
    return guarded("sqlite: create " + table, [&] {
      std::string columns, places;
      for (const model::Column& column : schema.columns) {
        if (!columns.empty()) columns += ", ";
        columns += quote_identifier(column.name) + " " + std::string(declaration_of(column.type));
        places += (places.empty() ? ":" : ", :") + std::to_string(places.size());
      }
      *session_ << "CREATE TABLE IF NOT EXISTS " << table << " (" << columns << ")";
      int has_rows = 0;
      *session_ << "SELECT EXISTS (SELECT 1 FROM " << table << ")", soci::into(has_rows);
      if (has_rows != 0) return Status(Code::kAlreadyExists, "sqlite: " + table + " has rows");
      schema_ = schema;
      insert_ = "INSERT INTO " + table + " VALUES (" + places + ")";
      return Status();
    });
  }

  Status write(const std::vector<Row>& rows) override {
    return guarded("sqlite: insert", [&] { return insert(rows); });
  }

  Status commit() override {
    return guarded("sqlite: commit", [&] {
      transaction_.commit();
      return Status();
    });
  }

 private:
  Status insert(const std::vector<Row>& rows);

  std::unique_ptr<soci::session> session_;
  soci::transaction transaction_;  // Rolls back unless committed.
  model::Schema schema_;           // Of the table that is being written.
  std::string insert_;
};

Status SqliteWriter::insert(const std::vector<Row>& rows) {
  if (rows.empty()) return Status();
  std::list<ColumnBuffer> buffers;  // Of places that do not move while the statement uses them.
  soci::statement statement(*session_);
  for (size_t column = 0; column < schema_.columns.size(); ++column) {
    ColumnBuffer& buffer = buffers.emplace_back(schema_.columns[column].type, rows.size());
    for (size_t row = 0; row < rows.size(); ++row) buffer.put(row, rows[row][column]);
    buffer.written_by(&statement);
  }
  statement.alloc();
  statement.prepare(insert_);
  statement.define_and_bind();
  statement.execute(true);
  return Status();
}

}  // namespace

Result<std::unique_ptr<TableWriter>> open_sqlite_writer(const std::filesystem::path& database) {
  TRY_ASSIGN(auto session, open_session(database, SqliteMode::kWrite));
  return guarded("sqlite: " + database.string(), [&]() -> Result<std::unique_ptr<TableWriter>> {
    return std::unique_ptr<TableWriter>(std::make_unique<SqliteWriter>(std::move(session)));
  });
}

}  // namespace pinflow::source
