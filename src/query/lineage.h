// Lineage: what the columns of a SELECT come from, and on which columns it hangs which rows there
// are, as its text says.
#pragma once

#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace pinflow::query {

// A column of a bound name.
struct SourceColumn {
  std::string table;
  std::string column;
  auto operator<=>(const SourceColumn&) const = default;
};

// What becomes of the values on the way; of two the later one counts.
enum class Made { kCopied, kComputed, kAggregated };

// Why a column has a say in which rows there are.
enum class Influence { kJoin, kFilter, kGroup, kWindow, kSort };

struct Lineage {
  struct Column {
    std::string name;
    std::set<SourceColumn> from;  // Empty: of a constant, or a count of rows.
    Made made = Made::kCopied;
  };
  std::vector<Column> columns;                              // In the SELECT's order.
  std::set<std::pair<Influence, SourceColumn>> influences;  // Of all columns alike.
  std::set<std::string> tables;  // Bound names that it reads, also without any of their columns.
};

}  // namespace pinflow::query
