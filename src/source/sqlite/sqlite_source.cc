#include "source/sqlite/sqlite_source.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <list>
#include <optional>

#include "source/catalogue.h"
#include "source/sql_change_reader.h"
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
    while (list.fetch()) tables.push_back({name, {}, {}, "rowid"});

    for (Table& table : tables) {
      std::string column, declared;
      soci::statement columns =
          (session.prepare << "SELECT name, type FROM pragma_table_info(:name) ORDER BY cid",
           soci::into(column), soci::into(declared), soci::use(table.name));
      columns.execute();
      while (columns.fetch()) {
        table.schema.columns.push_back({column, type_of_declaration(declared)});
        table.selected.push_back(quote_identifier(column));
      }
    }
    return tables;
  });
}

class SqliteSource final : public RowSource, public SqlChangeReader {
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

  ChangeReader* changes() override { return this; }

 private:
  // The place behind the last row read, so that reading on need not skip what was read before.
  struct Cursor {
    std::string table;
    RowIndex index{};
    long long rowid = 0;
  };

  const Catalogue& catalogue() const override { return catalogue_; }
  std::string quoted_name(std::string_view name) const override { return quote_identifier(name); }
  std::string literal(std::string_view text) const override { return quote_between('\'', text); }
  // In the form whose texts are the later ones, so that no row of another form waits for long.
  std::string soon() const override { return "strftime('%Y-%m-%dT%H:%M:%f', 'now', '+1 second')"; }

  Result<std::vector<TextRow>> select_texts(const Selection& selection) override {
    return guarded("sqlite", [&]() -> Result<std::vector<TextRow>> {
      std::vector<TextRow> rows;
      for (Row& values : fetch(selection, nullptr, [](soci::statement&) {})) {
        TextRow& texts = rows.emplace_back();
        for (Value& value : values) texts.push_back(to_text(std::move(value)));
      }
      return rows;
    });
  }

  Result<std::vector<ChangedRow>> select_rows(const Table& table,
                                              const Selection& selection) override {
    return guarded("sqlite: read " + table.name, [&]() -> Result<std::vector<ChangedRow>> {
      std::vector<ChangedRow> rows;
      const auto key = static_cast<std::ptrdiff_t>(selection.texts.size()) - 1;
      for (Row& row : fetch(selection, &table, [](soci::statement&) {})) {
        ChangePlace place{key == 0 ? "" : to_text(row[0]).value_or(""),
                          to_text(row[static_cast<size_t>(key)]).value_or("")};
        row.erase(row.begin(), row.begin() + key + 1);
        rows.push_back({std::move(place), std::move(row)});
      }
      return rows;
    });
  }

  static std::optional<std::string> to_text(Value value) {
    auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? std::nullopt : std::optional(std::move(*text));
  }

  // The texts, and behind them the columns of the table, if there is one.
  template <class Bind>
  std::vector<Row> fetch(const Selection& selection, const Table* table, Bind bind) {
    std::list<ColumnBuffer> buffers;  // Of places that do not move while statements fill them.
    const size_t buffer_rows =
        std::max<size_t>(selection.count, 2);  // SOCI fills no vector of one.
    soci::statement statement(*session_);
    std::string sql;
    const auto add = [&](const std::string& column, model::Type type) {
      sql += (sql.empty() ? "SELECT " : ", ") + column;
      buffers.emplace_back(type, buffer_rows).read_by(&statement);
    };
    for (const std::string& text : selection.texts) add(text, model::Type::kString);
    for (size_t index = 0; table != nullptr && index < table->selected.size(); ++index) {
      add(table->selected[index], table->schema.columns[index].type);
    }
    bind(statement);
    statement.alloc();
    statement.prepare(sql + selection.rest);
    statement.define_and_bind();
    if (!statement.execute(true)) return {};

    std::vector<Row> rows(buffers.front().row_count());
    for (size_t row = 0; row < rows.size(); ++row) {
      rows[row].reserve(buffers.size());
      for (ColumnBuffer& buffer : buffers) rows[row].push_back(buffer.take(row));
    }
    return rows;
  }

  Result<std::vector<Row>> select(const Table& table, RowIndex first, size_t count) {
    const bool reads_on = cursor_.table == table.name && cursor_.index == first;
    long long skipped = reads_on ? cursor_.rowid : static_cast<long long>(first);
    const std::string rest =
        " FROM " + quote_identifier(table.name) +
        (reads_on ? " WHERE rowid > :skipped ORDER BY rowid LIMIT " + std::to_string(count)
                  : " ORDER BY rowid LIMIT " + std::to_string(count) + " OFFSET :skipped");
    std::vector<Row> rows =
        fetch({{"rowid"}, rest, count}, &table,
              [&](soci::statement& statement) { statement.exchange(soci::use(skipped)); });
    if (rows.empty()) return rows;
    const auto next = RowIndex{static_cast<uint64_t>(first) + rows.size()};
    cursor_ = {table.name, next, std::stoll(std::get<std::string>(rows.back()[0]))};
    for (Row& row : rows) row.erase(row.begin());
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
