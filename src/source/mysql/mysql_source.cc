#include "source/mysql/mysql_source.h"

#include <charconv>

#include "base/nearest_name.h"
#include "source/mysql/connection.h"

namespace pinflow::source {
namespace {

constexpr size_t kDateTimeSize = 19;  // "2020-08-28 03:52:47"

struct Table {
  std::string name;
  model::Schema schema;
  std::string key;  // The primary key's only column, a whole number; or "".
};

bool is_whole_number(std::string_view data_type) { return data_type.ends_with("int"); }

Result<std::vector<Table>> read_catalogue(Connection* connection) {
  TRY_ASSIGN(const auto columns,
             connection->run("SELECT c.table_name, c.column_name, c.data_type, c.extra,"
                             " c.column_key FROM information_schema.columns c"
                             " JOIN information_schema.tables t USING (table_schema, table_name)"
                             " WHERE c.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'"
                             " ORDER BY c.table_name, c.ordinal_position"));
  std::vector<Table> tables;
  size_t key_columns = 0;
  for (const TextRow& column : columns) {
    if (tables.empty() || tables.back().name != *column[0]) {
      tables.push_back({*column[0], {}, ""});
      key_columns = 0;
    }
    Table& table = tables.back();
    if (*column[4] == "PRI") {
      table.key = ++key_columns == 1 && is_whole_number(*column[2]) ? *column[1] : "";
    }
    if (column[3]->find("INVISIBLE") == std::string::npos) {
      table.schema.columns.push_back({*column[1], type_of_mysql(*column[2])});
    }
  }
  return tables;
}

template <class Number>
Result<Value> parse(const std::string& text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) {
    return Status(Code::kInvalidArgument, "mysql: a number that 64 bits do not hold");
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

class MysqlSource final : public RowSource {
 public:
  MysqlSource(std::unique_ptr<Connection> connection, std::vector<Table> catalogue)
      : connection_(std::move(connection)), catalogue_(std::move(catalogue)) {}

  std::vector<std::string> tables() const override {
    std::vector<std::string> names;
    for (const Table& table : catalogue_) names.push_back(table.name);
    return names;
  }

  Result<model::Schema> schema(std::string_view table) const override {
    TRY_ASSIGN(const Table* found, find(table));
    return found->schema;
  }

  Result<uint64_t> row_count(std::string_view table) override {
    TRY_ASSIGN(const Table* found, find(table));
    TRY_ASSIGN(const auto rows,
               connection_->run("SELECT count(*) FROM " + backquoted(found->name)));
    TRY_ASSIGN(const Value count, parse<int64_t>(*rows[0][0]));
    return static_cast<uint64_t>(std::get<int64_t>(count));
  }

  Result<std::vector<Row>> read(std::string_view name, RowIndex first, size_t count) override {
    TRY_ASSIGN(const Table* table, find(name));
    if (count == 0) return std::vector<Row>();
    TRY_ASSIGN(auto texts, connection_->run(selection(*table, first, count)));
    std::vector<Row> rows;
    rows.reserve(texts.size());
    const size_t key_count = table->key.empty() ? 0 : 1;
    for (TextRow& text : texts) {
      Row& row = rows.emplace_back();
      row.reserve(table->schema.columns.size());
      for (size_t column = 0; column < table->schema.columns.size(); ++column) {
        TRY_ASSIGN(Value value, to_value(std::move(text[key_count + column]),
                                         table->schema.columns[column].type));
        row.push_back(std::move(value));
      }
    }
    if (key_count > 0 && !texts.empty()) {
      const auto next = RowIndex{static_cast<uint64_t>(first) + rows.size()};
      cursor_ = {table->name, next, *texts.back()[0]};
    }
    return rows;
  }

 private:
  // The place behind the last row read.
  struct Cursor {
    std::string table;
    RowIndex index{};
    std::string key;
  };

  Result<const Table*> find(std::string_view table) const {
    for (const Table& known : catalogue_) {
      if (known.name == table) return &known;
    }
    return Status(Code::kNotFound,
                  "mysql: no table '" + std::string(table) + "'" + did_you_mean(table, tables()));
  }

  // The SELECT of these rows; the key, if there is one, is its first column.
  std::string selection(const Table& table, RowIndex first, size_t count) const {
    const bool reads_on = cursor_.table == table.name && cursor_.index == first;
    const std::string key = backquoted(table.key);
    std::string columns = table.key.empty() ? "" : key;
    for (const model::Column& column : table.schema.columns) {
      columns += (columns.empty() ? "" : ", ") + backquoted(column.name);
    }
    std::string sql = "SELECT " + columns + " FROM " + backquoted(table.name);
    if (reads_on) sql += " WHERE " + key + " > " + cursor_.key;
    if (!table.key.empty()) sql += " ORDER BY " + key;
    const std::string skipped = std::to_string(reads_on ? 0 : static_cast<uint64_t>(first));
    return sql + " LIMIT " + skipped + ", " + std::to_string(count);
  }

  std::unique_ptr<Connection> connection_;
  std::vector<Table> catalogue_;
  Cursor cursor_;
};

}  // namespace

model::Type type_of_mysql(std::string_view data_type) {
  if (data_type == "bigint") return model::Type::kLong;
  if (data_type == "int") return model::Type::kLong;  // Unsigned, it does not fit 32 bits.
  if (is_whole_number(data_type) || data_type == "year") return model::Type::kInteger;
  if (data_type == "float" || data_type == "double" || data_type == "decimal") {
    return model::Type::kDouble;
  }
  if (data_type == "datetime" || data_type == "timestamp") return model::Type::kTimestamp;
  if (data_type == "date") return model::Type::kDate;
  if (data_type.ends_with("blob") || data_type.ends_with("binary") || data_type == "bit") {
    return model::Type::kBinary;
  }
  return model::Type::kString;
}

Result<std::unique_ptr<RowSource>> open_mysql_source(const DatabaseAddress& address) {
  TRY_ASSIGN(auto connection, connect(address, Lost::kReconnect));
  TRY_ASSIGN(auto catalogue, read_catalogue(connection.get()));
  return std::unique_ptr<RowSource>(
      std::make_unique<MysqlSource>(std::move(connection), std::move(catalogue)));
}

}  // namespace pinflow::source
