#include "source/row_source_promises.h"

#include <algorithm>
#include <set>

namespace pinflow::source {
namespace {

constexpr size_t kTablesMax = 4;
constexpr size_t kRowsMax = 100;
// The server skips that many rows; past it reading at the end of a table takes it long.
constexpr uint64_t kSkippedMax = 1'000'000;

Result<std::vector<std::string>> tables_of(const RowSource& rows) {
  std::vector<std::string> tables = rows.tables();
  TRY(expect(!tables.empty(), "there is a table"));
  tables.resize(std::min(tables.size(), kTablesMax));
  return tables;
}

// Tries it on each table.
Status on_tables(RowSource& rows, const std::function<Status(const std::string&)>& check) {
  TRY_ASSIGN(const auto tables, tables_of(rows));
  for (const std::string& table : tables) {
    Status status = check(table);
    if (!status.ok()) return std::move(status).with_context("table " + table);
  }
  return Status();
}

bool is_of(const Value& value, model::Type type) {
  using enum model::Type;
  const bool is_whole = type == kLong || type == kInteger || type == kBoolean;
  if (std::holds_alternative<std::monostate>(value)) return true;
  if (std::holds_alternative<int64_t>(value)) return is_whole;
  if (std::holds_alternative<double>(value)) return type == kDouble;
  constexpr size_t kTimestampSize = 19;  // And fractions of a second.
  return !is_whole && type != kDouble &&
         (type != kTimestamp || std::get<std::string>(value).size() >= kTimestampSize);
}

Outcome names_tables_and_columns(const RowSourcePlace& place) {
  TRY_ASSIGN(auto rows, place.open());
  return on_tables(*rows, [&](const std::string& table) -> Status {
    TRY_ASSIGN(const model::Schema schema, rows->schema(table));
    std::set<std::string> names;
    for (const model::Column& column : schema.columns) names.insert(column.name);
    return expect(!names.empty() && names.size() == schema.columns.size(),
                  "each column has a name of its own");
  });
}

Outcome gives_typed_values(const RowSourcePlace& place) {
  TRY_ASSIGN(auto rows, place.open());
  return on_tables(*rows, [&](const std::string& table) -> Status {
    TRY_ASSIGN(const model::Schema schema, rows->schema(table));
    TRY_ASSIGN(const auto some, rows->read(table, RowIndex{0}, kRowsMax));
    for (const Row& row : some) {
      TRY(expect(row.size() == schema.columns.size(), "a row has a value for each column"));
      for (size_t column = 0; column < row.size(); ++column) {
        TRY(expect(is_of(row[column], schema.columns[column].type),
                   "values of the column " + schema.columns[column].name + " are of its type"));
      }
    }
    return Status();
  });
}

// One row after the other, and as the exercise does it: some row of its number.
Status expect_same_in_pieces(RowSource& rows, const std::string& table) {
  TRY_ASSIGN(const std::vector<Row> all, rows.read(table, RowIndex{0}, kRowsMax));
  for (size_t piece : {size_t{1}, size_t{7}, kRowsMax - 1}) {
    std::vector<Row> joined;
    for (size_t first = 0; first < all.size(); first += piece) {
      TRY_ASSIGN(auto some, rows.read(table, RowIndex{first}, std::min(piece, all.size() - first)));
      std::ranges::move(some, std::back_inserter(joined));
    }
    TRY(expect(joined == all, "rows read " + std::to_string(piece) + " at a time are the same"));
  }
  for (size_t index : {all.size() * 2 / 3, all.size() / 10}) {
    TRY_ASSIGN(const auto one, rows.read(table, RowIndex{index}, all.empty() ? 0 : 1));
    TRY(expect(all.empty() || (one.size() == 1 && one[0] == all[index]),
               "a row alone is that of its number"));
  }
  return Status();
}

Outcome reads_the_same_in_pieces(const RowSourcePlace& place) {
  TRY_ASSIGN(auto rows, place.open());
  return on_tables(*rows,
                   [&](const std::string& table) { return expect_same_in_pieces(*rows, table); });
}

Outcome reads_the_same_beside_others(const RowSourcePlace& place) {
  TRY_ASSIGN(auto rows, place.open());
  TRY_ASSIGN(auto others, place.open());
  return on_tables(*rows, [&](const std::string& table) -> Status {
    TRY_ASSIGN(const auto here, rows->read(table, RowIndex{0}, kRowsMax));
    TRY_ASSIGN(const auto there, others->read(table, RowIndex{0}, kRowsMax));
    return expect(here == there, "two readers get the same rows in the same order");
  });
}

Outcome ends_at_the_last_row(const RowSourcePlace& place) {
  TRY_ASSIGN(auto rows, place.open());
  return on_tables(*rows, [&](const std::string& table) -> Status {
    TRY_ASSIGN(const uint64_t count, rows->row_count(table));
    TRY_ASSIGN(const auto none, rows->read(table, RowIndex{0}, 0));
    TRY(expect(none.empty(), "no row comes where none is asked for"));
    if (count > kSkippedMax) return Status();
    const uint64_t last = count - std::min<uint64_t>(count, 5);
    TRY_ASSIGN(const auto end, rows->read(table, RowIndex{last}, kRowsMax));
    TRY(expect(end.size() == count - last, "as many rows are read as are counted"));
    TRY_ASSIGN(const auto behind, rows->read(table, RowIndex{count}, 1));
    return expect(behind.empty(), "no row comes behind the last one");
  });
}

Outcome refuses_missing_tables(const RowSourcePlace& place) {
  TRY_ASSIGN(auto rows, place.open());
  TRY_ASSIGN(const auto tables, tables_of(*rows));
  const std::string near = tables[0] + "x";
  for (const std::string& name : {near, std::string(), tables[0] + "; SELECT 1",
                                  "\"" + tables[0] + "\"", "`" + tables[0] + "`"}) {
    const std::string what = " of the table '" + name + "'";
    TRY(expect_code("columns" + what, rows->schema(name).status(), Code::kNotFound));
    TRY(expect_code("rows" + what, rows->row_count(name).status(), Code::kNotFound));
    TRY(expect_code("a read" + what, rows->read(name, RowIndex{0}, 1).status(), Code::kNotFound));
  }
  const std::string said = rows->schema(near).status().message();
  return expect(said.find("did you mean '") != said.npos, "the error names the nearest table");
}

constexpr Promise<RowSourcePlace> kPromises[] = {
    {"tables and their columns are named", "`pinflow post` would find nothing to send",
     names_tables_and_columns},
    {"a row has a value of its type for each column",
     "rows would be posted that the pipeline puts among the dead letters", gives_typed_values},
    {"rows are the same read one by one, in pieces or by their number",
     "rows would be posted twice or not at all", reads_the_same_in_pieces},
    {"two readers get the same rows in the same order",
     "several posters at once would post some rows twice and others never",
     reads_the_same_beside_others},
    {"a table's end is where its count says", "the last rows would be left out",
     ends_at_the_last_row},
    {"a table that is not there is refused, never run as SQL",
     "a name could reach into the database", refuses_missing_tables},
};

}  // namespace

std::span<const Promise<RowSourcePlace>> row_source_promises() { return kPromises; }

}  // namespace pinflow::source
