#include "source/sql_change_reader.h"

#include <algorithm>
#include <charconv>

#include "base/nearest_name.h"

namespace pinflow::source {
namespace {

bool holds_whole_numbers(model::Type type) {
  return type == model::Type::kLong || type == model::Type::kInteger;
}

bool holds_times(model::Type type) { return type == model::Type::kTimestamp; }

// The column's number, or why it cannot be followed.
Result<size_t> column_that(bool (*fits)(model::Type), const char* kind, const CatalogueTable& table,
                           const std::string& name) {
  std::vector<std::string> all, fitting;
  for (size_t index = 0; index < table.schema.columns.size(); ++index) {
    const model::Column& column = table.schema.columns[index];
    if (column.name == name && fits(column.type)) return index;
    all.push_back(column.name);
    if (fits(column.type)) fitting.push_back(column.name);
  }
  const bool is_there = std::ranges::find(all, name) != all.end();
  std::string message = table.name + ": ";
  message += is_there ? "the column '" + name + "' holds no " + kind
                      : "no column '" + name + "'" + did_you_mean(name, all);
  if (is_there && fitting.empty()) message += ", nor does another one";
  for (const std::string& other : fitting) {
    message += (&other == &fitting.front() ? "; of " + std::string(kind) + ": '" : ", '") + other;
    message += '\'';
  }
  return Status(Code::kInvalidArgument, message);
}

Result<uint64_t> parse_count(const std::vector<TextRow>& rows) {
  uint64_t count = 0;
  if (rows.empty() || rows[0].empty() || !rows[0][0]) return count;
  const std::string& text = *rows[0][0];
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

}  // namespace

// The followed columns as SQL.
struct SqlChangeReader::Columns {
  const CatalogueTable* table;
  std::string from;            // " FROM …"
  std::string key;             // In conditions.
  std::string timestamp = {};  // Likewise; "": the key alone. With its table before it: else
                               // PostgreSQL sorts by what is selected, which no index is on.
  std::vector<std::string> place = {};
  bool key_is_its_own = true;  // The table's, and so neither NULL nor there twice.
};

Result<SqlChangeReader::Columns> SqlChangeReader::columns_of(const Follow& follow) const {
  TRY_ASSIGN(const CatalogueTable* table, catalogue().find(follow.table));
  Columns columns{table, " FROM " + quoted_name(table->name), table->key};
  const bool has_own_key = !table->key.empty() && table->key_is_number;
  if (follow.key.empty() && !has_own_key) {
    std::string message = table->name + ": it has no primary key of one whole number to follow;";
    message += " name a column of whole numbers, each of them there once";
    for (const model::Column& column : table->schema.columns) {
      if (holds_whole_numbers(column.type)) message += "; '" + column.name + "' holds such";
    }
    return Status(Code::kInvalidArgument, message);
  }
  if (!follow.key.empty() && (!has_own_key || quoted_name(follow.key) != table->key)) {
    TRY(column_that(holds_whole_numbers, "whole numbers", *table, follow.key).status());
    columns.key = quoted_name(follow.key);
    columns.key_is_its_own = false;
  }
  if (!follow.timestamp.empty()) {
    TRY_ASSIGN(const size_t index,
               column_that(holds_times, "timestamps", *table, follow.timestamp));
    columns.timestamp = quoted_name(table->name) + "." + quoted_name(follow.timestamp);
    columns.place.push_back(table->selected[index]);
  }
  columns.place.push_back(columns.key);
  return columns;
}

Status SqlChangeReader::check(const Follow& follow) {
  TRY_ASSIGN(const Columns columns, columns_of(follow));
  return columns.key_is_its_own ? Status() : check_unique(columns);
}

Status SqlChangeReader::check_unique(const Columns& columns) {
  TRY_ASSIGN(const auto repeated,
             select_texts({{columns.key},
                           columns.from + " WHERE " + columns.key + " IS NOT NULL GROUP BY " +
                               columns.key + " HAVING count(*) > 1 LIMIT 1"}));
  if (repeated.empty()) return Status();
  return Status(Code::kInvalidArgument, columns.table->name + ": " + columns.key +
                                            " is no key: " + repeated[0][0].value_or("NULL") +
                                            " stands in several rows, of which some would be lost");
}

Result<uint64_t> SqlChangeReader::count_without_place(const Follow& follow) {
  TRY_ASSIGN(const Columns columns, columns_of(follow));
  std::string condition;
  if (!columns.timestamp.empty()) condition = columns.timestamp + " IS NULL";
  if (!columns.key_is_its_own) {
    condition += (condition.empty() ? "" : " OR ") + columns.key + " IS NULL";
  }
  if (condition.empty()) return uint64_t{0};
  TRY_ASSIGN(const auto rows, select_texts({{"count(*)"}, columns.from + " WHERE " + condition}));
  return parse_count(rows);
}

Result<std::optional<ChangePlace>> SqlChangeReader::newest(const Follow& follow) {
  TRY_ASSIGN(const Columns columns, columns_of(follow));
  if (columns.timestamp.empty()) {
    TRY_ASSIGN(const auto rows, select_texts({{"max(" + columns.key + ")"}, columns.from}));
    if (rows.empty() || !rows[0][0]) return std::optional<ChangePlace>();
    return std::optional(ChangePlace{"", *rows[0][0]});
  }
  TRY_ASSIGN(const auto rows,
             select_texts({columns.place, columns.from + " WHERE " + columns.timestamp +
                                              " <= " + soon() + " AND " + columns.key +
                                              " IS NOT NULL ORDER BY " + columns.timestamp +
                                              " DESC, " + columns.key + " DESC LIMIT 1"}));
  if (rows.empty()) return std::optional<ChangePlace>();
  return std::optional(ChangePlace{*rows[0][0], *rows[0][1]});
}

// A pair is not compared as a pair: MySQL finds no range of an index in that.
std::string SqlChangeReader::range(const Columns& columns, const std::optional<ChangePlace>& after,
                                   const ChangePlace& through) const {
  const std::string& key = columns.key;
  const std::string& time = columns.timestamp;
  if (time.empty()) {
    return " WHERE " + (after ? key + " > " + after->key + " AND " : std::string()) + key +
           " <= " + through.key + " ORDER BY " + key;
  }
  std::string sql = " WHERE ";
  if (after) {
    const std::string begin = literal(after->timestamp);
    sql += time + " >= " + begin + " AND (" + time + " > " + begin + " OR " + key + " > " +
           after->key + ") AND ";
  }
  const std::string end = literal(through.timestamp);
  sql += time + " <= " + end + " AND (" + time + " < " + end + " OR " + key + " <= " + through.key +
         ") AND " + key + " IS NOT NULL";
  return sql + " ORDER BY " + time + ", " + key;
}

Result<std::vector<ChangedRow>> SqlChangeReader::read_behind(
    const Follow& follow, const std::optional<ChangePlace>& after, const ChangePlace& through,
    size_t count) {
  TRY_ASSIGN(const Columns columns, columns_of(follow));
  const std::string rest =
      columns.from + range(columns, after, through) + " LIMIT " + std::to_string(count);
  return select_rows(*columns.table, {columns.place, rest, count});
}

}  // namespace pinflow::source
