#include "source/sql_source.h"

#include <charconv>

#include "source/sql_change_reader.h"

namespace pinflow::source {
namespace {

constexpr size_t kDateTimeSize = 19;  // "2020-08-28 03:52:47"

template <class Number>
Result<Value> parse(const std::string& text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) {
    return Status(Code::kInvalidArgument, "a number that 64 bits do not hold");
  }
  return Value(number);
}

Result<Value> to_value(std::optional<std::string>&& text, model::Type type) {
  if (!text) return Value();
  switch (type) {
    case model::Type::kBoolean:
    case model::Type::kInteger:
    case model::Type::kLong:
      return parse<int64_t>(*text);
    case model::Type::kDouble:
      return parse<double>(*text);
    case model::Type::kTimestamp:
      // DATETIME(6) of a whole second: clients print none of the zeros.
      if (text->find_last_not_of('0') == kDateTimeSize) text->resize(kDateTimeSize);
      return Value(std::move(*text));
    default:
      return Value(std::move(*text));
  }
}

std::string select(const std::vector<std::string>& columns) {
  std::string sql = "SELECT ";
  for (const std::string& column : columns) {
    sql += (&column == &columns.front() ? "" : ", ") + column;
  }
  return sql;
}

class SqlSource final : public RowSource, public SqlChangeReader {
 public:
  SqlSource(const std::string& database, std::unique_ptr<SqlConnection> connection,
            std::vector<CatalogueTable> tables, const std::string& soon)
      : database_(database),
        soon_(soon),
        connection_(std::move(connection)),
        catalogue_(database, std::move(tables)) {}

  std::vector<std::string> tables() const override { return catalogue_.names(); }

  Result<model::Schema> schema(std::string_view table) const override {
    TRY_ASSIGN(const CatalogueTable* found, catalogue_.find(table));
    return found->schema;
  }

  Result<uint64_t> row_count(std::string_view table) override {
    TRY_ASSIGN(const CatalogueTable* found, catalogue_.find(table));
    TRY_ASSIGN(const auto rows,
               connection_->run("SELECT count(*) FROM " + connection_->quote_name(found->name)));
    TRY_ASSIGN(const Value count, parse<int64_t>(*rows[0][0]));
    return static_cast<uint64_t>(std::get<int64_t>(count));
  }

  Result<std::vector<Row>> read(std::string_view name, RowIndex first, size_t count) override {
    TRY_ASSIGN(const CatalogueTable* table, catalogue_.find(name));
    if (count == 0) return std::vector<Row>();
    TRY_ASSIGN(auto texts, connection_->run(selection(*table, first, count)));
    std::vector<Row> rows;
    rows.reserve(texts.size());
    const size_t key_count = table->key.empty() ? 0 : 1;
    for (TextRow& text : texts) {
      TRY_ASSIGN(Row row, to_row(*table, key_count, &text));
      rows.push_back(std::move(row));
    }
    if (key_count > 0 && !texts.empty()) {
      const auto next = RowIndex{static_cast<uint64_t>(first) + rows.size()};
      cursor_ = {table->name, next, *texts.back()[0]};
    }
    return rows;
  }

  ChangeReader* changes() override { return this; }

 private:
  const Catalogue& catalogue() const override { return catalogue_; }
  std::string quoted_name(std::string_view name) const override {
    return connection_->quote_name(name);
  }
  std::string literal(std::string_view text) const override {
    std::string sql;
    connection_->append_quoted(text, &sql);
    return sql;
  }
  std::string soon() const override { return soon_; }
  Result<std::vector<TextRow>> select_texts(const Selection& selection) override {
    return connection_->run(select(selection.texts) + selection.rest);
  }
  Result<std::vector<ChangedRow>> select_rows(const CatalogueTable& table,
                                              const Selection& selection) override {
    std::vector<std::string> columns = selection.texts;
    columns.insert(columns.end(), table.selected.begin(), table.selected.end());
    TRY_ASSIGN(auto texts, connection_->run(select(columns) + selection.rest));
    std::vector<ChangedRow> rows;
    rows.reserve(texts.size());
    const size_t key = selection.texts.size() - 1;
    for (TextRow& text : texts) {
      ChangePlace place{key == 0 ? "" : *text[0], *text[key]};
      TRY_ASSIGN(Row row, to_row(table, key + 1, &text));
      rows.push_back({std::move(place), std::move(row)});
    }
    return rows;
  }

  // The columns behind the first few.
  Result<Row> to_row(const CatalogueTable& table, size_t first, TextRow* text) const {
    Row row;
    row.reserve(table.schema.columns.size());
    for (size_t column = 0; column < table.schema.columns.size(); ++column) {
      auto value = to_value(std::move((*text)[first + column]), table.schema.columns[column].type);
      if (!value.ok()) return value.status().with_context(database_ + ": " + table.name);
      row.push_back(std::move(*value));
    }
    return row;
  }

  // The place behind the last row read.
  struct Cursor {
    std::string table;
    RowIndex index{};
    std::string key;
  };

  // The SELECT of these rows; the key, if there is one, is its first column.
  std::string selection(const CatalogueTable& table, RowIndex first, size_t count) const {
    const bool reads_on = cursor_.table == table.name && cursor_.index == first;
    std::string columns = table.key;
    for (const std::string& column : table.selected) {
      columns += (columns.empty() ? "" : ", ") + column;
    }
    std::string sql = "SELECT " + columns + " FROM " + connection_->quote_name(table.name);
    if (reads_on) {
      sql += " WHERE " + table.key + " > ";
      table.key_is_number ? sql += cursor_.key : append_quoted_key(&sql);
    }
    if (!table.key.empty() && !table.key_is_given) sql += " ORDER BY " + table.key;
    sql += " LIMIT " + std::to_string(count);
    if (!reads_on) sql += " OFFSET " + std::to_string(static_cast<uint64_t>(first));
    return sql;
  }

  std::string& append_quoted_key(std::string* sql) const {
    connection_->append_quoted(cursor_.key, sql);
    return *sql;
  }

  const std::string database_;
  const std::string soon_;
  std::unique_ptr<SqlConnection> connection_;
  const Catalogue catalogue_;
  Cursor cursor_;
};

}  // namespace

std::string quote_between(char mark, std::string_view name) {
  std::string quoted(1, mark);
  for (char letter : name) {
    if (letter == mark) quoted += mark;
    quoted += letter;
  }
  return quoted + mark;
}

std::unique_ptr<RowSource> open_sql_source(const std::string& database,
                                           std::unique_ptr<SqlConnection> connection,
                                           std::vector<CatalogueTable> tables,
                                           const std::string& soon) {
  return std::make_unique<SqlSource>(database, std::move(connection), std::move(tables), soon);
}

}  // namespace pinflow::source
