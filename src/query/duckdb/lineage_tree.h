// lineage_of_tree(): a SELECT's lineage by DuckDB's own syntax tree of it.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "query/lineage.h"

namespace pinflow::query {

// What the tree does not say.
struct LineageFacts {
  // Of a bound name. Errors: kInvalidArgument: there is no such name.
  std::function<Result<std::vector<std::string>>(const std::string& table)> columns_of;
  std::set<std::string> aggregates;         // Names of functions: "max".
  std::vector<std::string> answer_columns;  // Names of the SELECT's columns.
};

// `tree` is what json_serialize_sql() gives. What it holds beyond SELECT, such as PIVOT, has no
// columns that are known. Errors: kInvalidArgument: the SELECT's columns cannot be told.
Result<Lineage> lineage_of_tree(std::string_view tree, const LineageFacts& facts);

}  // namespace pinflow::query
