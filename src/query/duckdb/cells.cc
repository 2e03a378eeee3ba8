#include "query/duckdb/cells.h"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>

#include "query/duckdb/statement.h"

namespace pinflow::query {
namespace {

std::string date_text(duckdb_date_struct date) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04" PRId32 "-%02d-%02d", date.year, date.month,
                date.day);
  return text.data();
}

std::string date_text(duckdb_date date) {
  if (!duckdb_is_finite_date(date)) return date.days > 0 ? "infinity" : "-infinity";
  return date_text(duckdb_from_date(date));
}

std::string timestamp_text(duckdb_timestamp timestamp) {
  if (!duckdb_is_finite_timestamp(timestamp)) {
    return timestamp.micros > 0 ? "infinity" : "-infinity";
  }
  duckdb_timestamp_struct parts = duckdb_from_timestamp(timestamp);
  std::array<char, 32> time{};
  std::snprintf(time.data(), time.size(), " %02d:%02d:%02d", parts.time.hour, parts.time.min,
                parts.time.sec);
  std::string text = date_text(parts.date) + time.data();
  if (parts.time.micros != 0) {
    std::snprintf(time.data(), time.size(), ".%06" PRId32, parts.time.micros);
    text += time.data();
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text;
}

// Digits that a double keeps, whatever they are.
constexpr int64_t kDoubleDigits = std::numeric_limits<double>::digits10;

std::string all_digits(duckdb_hugeint number) {
  Value value(duckdb_create_hugeint(number));
  std::unique_ptr<char, void (*)(void*)> text(duckdb_get_varchar(value.get()), duckdb_free);
  return text.get();
}

Cell hugeint_cell(duckdb_hugeint number) {
  auto low = static_cast<int64_t>(number.lower);
  if (number.upper == (low < 0 ? -1 : 0)) return low;
  return all_digits(number);
}

Cell decimal_cell(const std::string& text) {
  bool is_exact =
      std::ranges::count_if(text, [](char c) { return c != '-' && c != '.'; }) <= kDoubleDigits;
  if (is_exact) return std::strtod(text.c_str(), nullptr);
  return text;
}

Cell text_cell(duckdb_string_t* text) {
  return std::string(duckdb_string_t_data(text), duckdb_string_t_length(*text));
}

template <class Value>
Value& at(duckdb_vector vector, idx_t row) {
  return static_cast<Value*>(duckdb_vector_get_data(vector))[row];
}

Cell cell(duckdb_vector vector, duckdb_type type, idx_t row) {
  uint64_t* validity = duckdb_vector_get_validity(vector);
  if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row)) return Cell();
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
      return at<bool>(vector, row);
    case DUCKDB_TYPE_TINYINT:
      return int64_t{at<int8_t>(vector, row)};
    case DUCKDB_TYPE_SMALLINT:
      return int64_t{at<int16_t>(vector, row)};
    case DUCKDB_TYPE_INTEGER:
      return int64_t{at<int32_t>(vector, row)};
    case DUCKDB_TYPE_BIGINT:
      return at<int64_t>(vector, row);
    case DUCKDB_TYPE_UTINYINT:
      return int64_t{at<uint8_t>(vector, row)};
    case DUCKDB_TYPE_USMALLINT:
      return int64_t{at<uint16_t>(vector, row)};
    case DUCKDB_TYPE_UINTEGER:
      return int64_t{at<uint32_t>(vector, row)};
    case DUCKDB_TYPE_HUGEINT:
      return hugeint_cell(at<duckdb_hugeint>(vector, row));
    case DUCKDB_TYPE_FLOAT:
      return double{at<float>(vector, row)};
    case DUCKDB_TYPE_DOUBLE:
      return at<double>(vector, row);
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_BLOB:
      return text_cell(&at<duckdb_string_t>(vector, row));
    case DUCKDB_TYPE_DATE:
      return date_text(at<duckdb_date>(vector, row));
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return timestamp_text(at<duckdb_timestamp>(vector, row));
    default:
      return Cell();
  }
}

}  // namespace

std::string_view plain_type_name(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
      return "BOOLEAN";
    case DUCKDB_TYPE_TINYINT:
      return "TINYINT";
    case DUCKDB_TYPE_SMALLINT:
      return "SMALLINT";
    case DUCKDB_TYPE_INTEGER:
      return "INTEGER";
    case DUCKDB_TYPE_BIGINT:
      return "BIGINT";
    case DUCKDB_TYPE_UTINYINT:
      return "UTINYINT";
    case DUCKDB_TYPE_USMALLINT:
      return "USMALLINT";
    case DUCKDB_TYPE_UINTEGER:
      return "UINTEGER";
    case DUCKDB_TYPE_HUGEINT:
      return "HUGEINT";
    case DUCKDB_TYPE_FLOAT:
      return "FLOAT";
    case DUCKDB_TYPE_DOUBLE:
      return "DOUBLE";
    case DUCKDB_TYPE_VARCHAR:
      return "VARCHAR";
    case DUCKDB_TYPE_BLOB:
      return "BLOB";
    case DUCKDB_TYPE_DATE:
      return "DATE";
    case DUCKDB_TYPE_TIMESTAMP:
      return "TIMESTAMP";
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return "TIMESTAMP WITH TIME ZONE";
    default:
      return "";
  }
}

std::string cell_expression(size_t number, duckdb_type type) {
  std::string column = "#" + std::to_string(number);
  if (!plain_type_name(type).empty()) return column;
  switch (type) {
    case DUCKDB_TYPE_LIST:
    case DUCKDB_TYPE_ARRAY:
    case DUCKDB_TYPE_STRUCT:
    case DUCKDB_TYPE_MAP:
    case DUCKDB_TYPE_UNION:
      return "CAST(to_json(" + column + ") AS VARCHAR)";
    default:
      return "CAST(" + column + " AS VARCHAR)";
  }
}

Status read_rows(Answer answer, size_t row_count_max, Table* table) {
  idx_t column_count = duckdb_column_count(answer.get());
  auto is_decimal = [&](idx_t column) {
    if (column >= table->columns.size()) return false;
    const std::string& type = table->columns[column].type;
    return type.starts_with("DECIMAL(") && type.ends_with(")");  // And no list of them.
  };
  while (Chunk chunk = answer.next_chunk()) {
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(chunk.get()); ++row) {
      if (table->rows.size() == row_count_max) {
        table->truncated = true;
        return Status();
      }
      std::vector<Cell>& cells = table->rows.emplace_back();
      cells.reserve(column_count);
      for (idx_t column = 0; column < column_count; ++column) {
        cells.push_back(cell(duckdb_data_chunk_get_vector(chunk.get(), column),
                             duckdb_column_type(answer.get(), column), row));
        auto* text = std::get_if<std::string>(&cells.back());
        if (text != nullptr && is_decimal(column)) cells.back() = decimal_cell(*text);
      }
    }
  }
  const char* error = duckdb_result_error(answer.get());
  return error == nullptr ? Status() : sql_error(error);
}

}  // namespace pinflow::query
