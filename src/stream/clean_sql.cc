#include "stream/clean_sql.h"

#include <functional>
#include <vector>

#include "query/quality_sql.h"
#include "query/sql_text.h"

namespace pinflow::stream {
namespace {

using query::quote_name;

constexpr const char* kPlace = "_partition, _offset, _index";

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : between) + part;
  return all;
}

std::vector<std::string> quoted(const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (const std::string& name : names) all.push_back(quote_name(name));
  return all;
}

std::vector<std::string> clean_columns(const model::Dataset& dataset) {
  std::vector<std::string> all;
  for (const model::Column& column : dataset.clean.columns) all.push_back(quote_name(column.name));
  return all;
}

// 63 bits, which fit into the signed integers that programs read.
std::string hash_of(const std::string& values) {
  return "CAST(hash(" + values + ") >> 1 AS BIGINT)";
}

// _key tells rows apart, _content says whether two rows with one key are the same. Where all
// columns are the key, the second hash is of the row's text: it fails in other cases than the
// first.
std::string hash_columns(const model::Dataset& dataset) {
  const std::string all = joined(clean_columns(dataset), ", ");
  std::string key = dataset.key.empty() ? all : joined(quoted(dataset.key), ", ");
  std::string content = dataset.key.empty() ? "concat_ws('|', 'row', " + all + ")" : all;
  return hash_of(key) + " AS _key, " + hash_of(content) + " AS _content";
}

// NULL when the row can go into the table.
std::string reason(const model::Dataset& dataset) {
  std::string cases = query::refusal_branches(dataset);
  return cases.empty() ? "CAST(NULL AS STRING)" : "CASE" + cases + " END";
}

}  // namespace

std::string raw_name(const model::Dataset& dataset) { return "raw_" + dataset.name; }

std::string cleaned_sql(const model::Dataset& dataset) {
  std::vector<std::string> typed;
  for (const model::Column& column : dataset.clean.columns) {
    std::string name = quote_name(column.name);
    typed.push_back("CAST(" + name + " AS " + std::string(sql_type(column.type)) + ") AS " + name);
  }
  return std::string("SELECT *, ") + hash_columns(dataset) + ", " + reason(dataset) +
         " AS _reason FROM (SELECT " + kPlace + ", " + joined(typed, ", ") + " FROM " + kCleanRows +
         ")";
}

std::string admitted_sql(const model::Dataset& dataset, const model::Schema& judged,
                         UnixMillis arrived_at) {
  std::string columns = joined(clean_columns(dataset), ", ");
  if (!dataset.arrival_column.empty()) {
    columns += ", make_timestamp(" + std::to_string(to_int64(arrived_at) * 1000) + ") AS " +
               quote_name(dataset.arrival_column);
  }
  std::vector<std::string> names;
  for (const model::Column& column : judged.columns) names.push_back(column.name);
  return "SELECT " + columns + " FROM (" + cleaned_sql(dataset) + ") WHERE " + kAdmits + "(" +
         joined(quoted(names), ", ") + ")";
}

std::string known_keys_sql(const model::Dataset& dataset, const std::string& relation) {
  return "SELECT " + hash_columns(dataset) + " FROM " + relation;
}

}  // namespace pinflow::stream
