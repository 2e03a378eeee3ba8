#include "source/sqlite/sqlite_source.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <list>

#include "source/catalogue.h"
#include "source/sqlite/column_buffer.h"
#include "source/sqlite/session.h"

namespace pinflow::source {
namespace {

using Table = CatalogueTable;

Result<std::vector<Table>> read_catalogue(soci::session& session) {
  return guarded("sqlite: read the catalogue", [&]() -> Result<std::vector<Table>> {
    std::vector<Table> tables;
    std::string name;
    soci::statement list =
        (session.prepare << "SELECT name FROM sqlite_master WHERE type = 'table'"
                            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
         soci::into(name));
    list.execute();
    while (list.fetch()) tables.push_back({name, {}});

    for (Table& table : tables) {
      std::string column, declared;
      soci::statement columns =
          (session.prepare << "SELECT name, type FROM pragma_table_info(:name) ORDER BY cid",
           soci::into(column), soci::into(declared), soci::use(table.name));
      columns.execute();
      while (columns.fetch()) {
        table.schema.columns.push_back({column, type_of_declaration(declared)});
      }
    }
    return tables;
  });
}

class SqliteSource final : public RowSource {
 public:
  SqliteSource(std::unique_ptr<soci::session> session, std::vector<Table> catalogue)
      : session_(std::move(session)), catalogue_("sqlite", std::move(catalogue)) {}

  std::vector<std::string> tables() const override { return catalogue_.names(); }

  Result<model::Schema> schema(std::string_view table) const override {
    TRY_ASSIGN(const Table* found, catalogue_.find(table));
    return found->schema;
  }

  Result<uint64_t> row_count(std::string_view table) override {
    TRY_ASSIGN(const Table* found, catalogue_.find(table));
    return guarded("sqlite: count " + found->name, [&]() -> Result<uint64_t> {
      long long count = 0;
      *session_ << "SELECT count(*) FROM " << quote_identifier(found->name), soci::into(count);
      return static_cast<uint64_t>(count);
    });
  }

  Result<std::vector<Row>> read(std::string_view table, RowIndex first, size_t count) override {
    TRY_ASSIGN(const Table* found, catalogue_.find(table));
    if (count == 0) return std::vector<Row>();
    return guarded("sqlite: read " + found->name, [&] { return select(*found, first, count); });
  }

 private:
  // The place behind the last row read, so that reading on need not skip what was read before.
  struct Cursor {
    std::string table;
    RowIndex index{};
    long long rowid = 0;
  };

  Result<std::vector<Row>> select(const Table& table, RowIndex first, size_t count) {
    const bool reads_on = cursor_.table == table.name && cursor_.index == first;
    long long skipped = reads_on ? cursor_.rowid : static_cast<long long>(first);
    std::string sql = "SELECT rowid";
    for (const model::Column& column : table.schema.columns) {
      sql += ", " + quote_identifier(column.name);
    }
    sql += " FROM " + quote_identifier(table.name);
    sql += reads_on ? " WHERE rowid > :skipped ORDER BY rowid LIMIT " + std::to_string(count)
                    : " ORDER BY rowid LIMIT " + std::to_string(count) + " OFFSET :skipped";

    const size_t buffer_rows = std::max<size_t>(count, 2);  // SOCI fills no vector of one.
    std::list<ColumnBuffer> buffers;  // Of places that do not move while statements fill them.
    std::vector<long long> rowids(buffer_rows);
    soci::statement statement(*session_);
    statement.exchange(soci::into(rowids));
    for (const model::Column& column : table.schema.columns) {
      buffers.emplace_back(column.type, buffer_rows).read_by(&statement);
    }
    statement.exchange(soci::use(skipped));
    statement.alloc();
    statement.prepare(sql);
    statement.define_and_bind();
    if (!statement.execute(true) || rowids.empty()) return std::vector<Row>();

    std::vector<Row> rows(rowids.size());
    for (size_t row = 0; row < rows.size(); ++row) {
      rows[row].reserve(buffers.size());
      for (ColumnBuffer& buffer : buffers) rows[row].push_back(buffer.take(row));
    }
    cursor_ = {table.name, RowIndex{static_cast<uint64_t>(first) + rows.size()}, rowids.back()};
    return rows;
  }

  std::unique_ptr<soci::session> session_;
  const Catalogue catalogue_;
  Cursor cursor_;
};

}  // namespace

model::Type type_of_declaration(std::string_view declared) {
  std::string upper(declared);
  for (char& letter : upper) letter = static_cast<char>(std::toupper(letter));
  const auto has = [&](std::string_view part) { return upper.find(part) != upper.npos; };
  if (upper == "INT" || upper == "MEDIUMINT" || upper == "SMALLINT" || upper == "TINYINT") {
    return model::Type::kInteger;
  }
  if (has("INT")) return model::Type::kLong;
  if (has("BOOL")) return model::Type::kBoolean;
  if (has("CHAR") || has("CLOB") || has("TEXT") || has("STRING")) return model::Type::kString;
  if (has("BLOB")) return model::Type::kBinary;
  if (has("TIMESTAMP") || has("DATETIME")) return model::Type::kTimestamp;
  if (has("DATE")) return model::Type::kDate;
  if (has("REAL") || has("FLOA") || has("DOUB") || has("NUMERIC") || has("DECIMAL")) {
    return model::Type::kDouble;
  }
  return model::Type::kString;
}

Result<std::unique_ptr<RowSource>> open_sqlite_source(const std::filesystem::path& database) {
  TRY_ASSIGN(auto session, open_session(database, SqliteMode::kRead));
  auto catalogue = read_catalogue(*session);
  if (!catalogue.ok()) return catalogue.status().with_context(database.string());
  return std::unique_ptr<RowSource>(
      std::make_unique<SqliteSource>(std::move(session), std::move(*catalogue)));
}

}  // namespace pinflow::source
